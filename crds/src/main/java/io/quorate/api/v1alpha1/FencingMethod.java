package io.quorate.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** How some nodes can be fenced. */
@Group(ResourceGroup.GROUP)
@Version("v1alpha1")
@Categories("quorate")
@AdditionalPrinterColumn(name = "Order", jsonPath = ".spec.order", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Type", jsonPath = ".spec.type", type = Type.STRING)
@AdditionalPrinterColumn(name = "Attempts", jsonPath = ".spec.attempts", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Timeout", jsonPath = ".spec.timeout", type = Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public class FencingMethod extends CustomResource<FencingMethodSpec, Void> {

    private static final long serialVersionUID = 1L;
}
