package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** One use of a fencing method. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FenceAttempt(@JsonPropertyDescription("Name of the FencingMethod.") String method,
        @JsonPropertyDescription("From 1, by method.") Integer number,
        @JsonPropertyDescription("When it began.") String startTime,
        @JsonPropertyDescription("When it ended; absent while it runs.") String completionTime,
        @JsonPropertyDescription("Running, Succeeded, Failed or TimedOut.") String result,
        @JsonPropertyDescription("What does it, and what it says.") String message,
        @JsonPropertyDescription("Uids of other NodeFences of this boot that were there before it began: what it brings to light counts for them, too.") List<String> serves) {

    /** Those beyond have an attempt of their own, or are served by the next. */
    public static final int MOST_SERVED = 256;
}
