package io.serai.flow;

/// A flow could not be built or started.
public final class FlowException extends Exception {

    private final transient Problem problem;

    public FlowException(Problem problem, Throwable cause) {
        super(problem.toString(), cause);
        this.problem = problem;
    }

    public FlowException(Problem problem) {
        super(problem.toString());
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
