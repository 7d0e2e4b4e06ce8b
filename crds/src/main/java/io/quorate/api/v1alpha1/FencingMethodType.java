package io.quorate.api.v1alpha1;

/** What a fencing method uses. */
public enum FencingMethodType {
    /** A Job made of a PodTemplate; exit code 0 says that the node is off. */
    Job,
    /** An object made of a remediation template, which another operator carries out. */
    RemediationTemplate,
    /** A person, who is waited for. */
    Person
}
