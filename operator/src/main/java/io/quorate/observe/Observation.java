package io.quorate.observe;

import io.quorate.api.v1alpha1.Relocation;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.core.GroupState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A group's state, read from the API server, and the versions it was read at.
 *
 * @param relocations requests for this group that have not ended, oldest first
 * @param nodeRecordVersions by node; a node without an entry had no record
 */
public record Observation(ResourceGroup group, GroupState state, Optional<String> recordUid,
        Optional<String> recordVersion, Map<String, String> nodeRecordVersions,
        List<Relocation> relocations) {}
