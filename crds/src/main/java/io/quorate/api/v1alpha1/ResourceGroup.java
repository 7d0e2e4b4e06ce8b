package io.quorate.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** One highly available application: on which nodes it may run, and what it needs of them. */
@Group(ResourceGroup.GROUP)
@Version("v1alpha1")
@ShortNames("rg")
@Singular("resourcegroup")
@Plural("resourcegroups")
@Categories("quorate")
@ValidationRule(value = "self.metadata.name.size() <= 63", message = "metadata.name: at most 63 characters, it is used as a label value; choose a shorter name")
@AdditionalPrinterColumn(name = "Active", jsonPath = ".status.activeNode", type = Type.STRING)
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type==\"Ready\")].status", type = Type.STRING)
@AdditionalPrinterColumn(name = "Quorum", jsonPath = ".status.quorum.summary", type = Type.STRING)
@AdditionalPrinterColumn(name = "Epoch", jsonPath = ".status.epoch", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason", type = Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@AdditionalPrinterColumn(name = "Home", jsonPath = ".status.homeNode", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Run", jsonPath = ".spec.run", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Margin", jsonPath = ".status.quorum.margin", type = Type.INTEGER, priority = 1)
@AdditionalPrinterColumn(name = "Message", jsonPath = ".status.conditions[?(@.type==\"Ready\")].message", type = Type.STRING, priority = 1)
public class ResourceGroup extends CustomResource<ResourceGroupSpec, ResourceGroupStatus> implements Namespaced {

    /** The API group. */
    public static final String GROUP = "quorate.io";

    private static final long serialVersionUID = 1L;
}
