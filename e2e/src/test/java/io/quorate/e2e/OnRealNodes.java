package io.quorate.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests on nodes that really run containers. Where the machine lacks what they need they are skipped, and say so where
 * nobody can miss it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnRealNodes.Possible.class)
@interface OnRealNodes {

    /** Asked once for each class of tests. */
    final class Possible implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext test) {
            if (test.getTestMethod().isPresent()) {
                return ConditionEvaluationResult.enabled("its class is");
            }
            try {
                NodePrograms.check();
                return ConditionEvaluationResult.enabled("this machine has what real nodes need");
            } catch (Unmet e) {
                System.out.println("SKIPPED: " + test.getDisplayName() + ": " + e.getMessage());
                return ConditionEvaluationResult.disabled(e.getMessage());
            }
        }
    }
}
