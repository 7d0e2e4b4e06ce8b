package io.quorate.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** A request by hand: a group is to be on a node, or not on one, for a time. Deleting it ends that. */
@Group(ResourceGroup.GROUP)
@Version("v1alpha1")
@Categories("quorate")
@AdditionalPrinterColumn(name = "Group", jsonPath = ".spec.group", type = Type.STRING)
@AdditionalPrinterColumn(name = "To", jsonPath = ".spec.to", type = Type.STRING)
@AdditionalPrinterColumn(name = "Away From", jsonPath = ".spec.awayFrom", type = Type.STRING)
@AdditionalPrinterColumn(name = "Until", jsonPath = ".spec.until", type = Type.STRING)
@AdditionalPrinterColumn(name = "Moved", jsonPath = ".status.conditions[?(@.type==\"Moved\")].status", type = Type.STRING)
@AdditionalPrinterColumn(name = "State", jsonPath = ".status.conditions[?(@.type==\"Complete\")].reason", type = Type.STRING)
@AdditionalPrinterColumn(name = "Message", jsonPath = ".status.conditions[?(@.type==\"Complete\")].message", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public class Relocation extends CustomResource<RelocationSpec, RelocationStatus> implements Namespaced {

    private static final long serialVersionUID = 1L;
}
