package io.quorate.observe;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime.Program;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Conditions in CEL over one variable, each compiled once. Beyond the standard functions there are {@code sum()} of a
 * list of numbers and {@code quantity('64Gi')}, both in plain units as doubles: bytes, cores. An expression takes
 * {@value #ITERATIONS} iterations at most, so that none can hold up its group.
 */
final class Expressions {

    private static final int ITERATIONS = 10_000;
    private static final int KEPT = 256;
    private static final String PLACE = "evaluation error at ";

    /** What an expression is about. */
    enum Variable {
        /** A list: name, labels and allocatable of each owner online. */
        ONLINE("online", ListType.create(MapType.create(SimpleType.STRING, SimpleType.DYN))),
        /** An object as the API server shows it. */
        OBJECT("object", MapType.create(SimpleType.STRING, SimpleType.DYN));

        private final String title;
        private final CelType type;

        Variable(String title, CelType type) {
            this.title = title;
            this.type = type;
        }
    }

    /** It cannot be compiled, whatever it is asked about. */
    static final class Invalid extends Exception {
        private static final long serialVersionUID = 1L;

        private Invalid(String message) {
            super(message);
        }
    }

    /** It has no answer for this value. */
    static final class Unanswered extends Exception {
        private static final long serialVersionUID = 1L;

        private Unanswered(String message) {
            super(message);
        }
    }

    private final Variable variable;
    private final Map<String, Program> compiled = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Program> eldest) { return size() > KEPT; }
    };

    Expressions(Variable variable) {
        this.variable = variable;
    }

    /** Whether the expression is true of a value: of lists, maps, texts, booleans, longs and doubles. */
    boolean holds(String expression, Object value) throws Invalid, Unanswered {
        try {
            if (program(expression).eval(Map.of(variable.title, value)) instanceof Boolean answer) {
                return answer;
            }
            throw new Unanswered("it is neither true nor false");
        } catch (CelEvaluationException | RuntimeException e) {
            var message = String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
            throw new Unanswered(message.startsWith(PLACE) ? message.substring(message.indexOf(": ") + 2) : message);
        }
    }

    private synchronized Program program(String expression) throws Invalid, CelEvaluationException {
        var known = compiled.get(expression);
        if (known != null) {
            return known;
        }
        try {
            var cel = Environment.of(variable);
            var program = cel.createProgram(cel.compile(expression).getAst());
            compiled.put(expression, program);
            return program;
        } catch (CelValidationException e) {
            throw new Invalid(e.getErrors().stream().findFirst().map(Expressions::words).orElse(e.getMessage()));
        }
    }

    private static String words(CelIssue issue) {
        return issue.getMessage() + " at character " + (issue.getSourceLocation().getColumn() + 1)
                + (issue.getSourceLocation().getLine() > 1 ? " of line " + issue.getSourceLocation().getLine() : "");
    }

    /** Made when the first expression comes: most installations have none. */
    private static final class Environment {

        private static final Cel ONLINE = make(Variable.ONLINE);
        private static final Cel OBJECT = make(Variable.OBJECT);

        static Cel of(Variable variable) {
            return switch (variable) {
                case ONLINE -> ONLINE;
                case OBJECT -> OBJECT;
            };
        }

        private static Cel make(Variable variable) {
            var numbers = ListType.create(SimpleType.DYN);
            return CelFactory.standardCelBuilder()
                    .setOptions(CelOptions.current().comprehensionMaxIterations(ITERATIONS)
                            .enableHeterogeneousNumericComparisons(true).maxRegexProgramSize(1000).build())
                    .setStandardMacros(CelStandardMacro.STANDARD_MACROS).addVar(variable.title, variable.type)
                    .addFunctionDeclarations(
                            CelFunctionDecl.newFunctionDeclaration("quantity",
                                    CelOverloadDecl.newGlobalOverload("quantity_string", SimpleType.DOUBLE,
                                            SimpleType.STRING)),
                            CelFunctionDecl.newFunctionDeclaration("sum",
                                    CelOverloadDecl.newMemberOverload("list_sum", SimpleType.DOUBLE, numbers)))
                    .addFunctionBindings(
                            CelFunctionBinding.from("quantity_string", String.class, Expressions::quantity),
                            CelFunctionBinding.from("list_sum", List.class, Expressions::sum))
                    .setResultType(SimpleType.BOOL).build();
        }
    }

    private static double quantity(String text) {
        try {
            return Quantity.getAmountInBytes(new Quantity(text)).doubleValue();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("quantity('" + text + "') is none; write for example 64Gi", e);
        }
    }

    private static double sum(List<?> numbers) {
        var sum = 0.0;
        for (var number : numbers) {
            if (!(number instanceof Number n)) {
                throw new IllegalArgumentException("sum() of what is no number: " + number);
            }
            sum += n.doubleValue();
        }
        return sum;
    }
}
