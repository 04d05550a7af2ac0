package dev.weir.query;

import java.util.Set;

/// Who asks.
///
/// @param name the key's name; what the rate is counted by
/// @param scope what may be shown
record Caller(String name, Scope scope) {
    /// Whoever asks when no keys are configured: only this machine can.
    static final Caller LOCAL = new Caller("local", new Scope.Operator());

    /// Whoever asks for what needs no key.
    static final Caller NOBODY = new Caller("nobody", new Scope.Customers(Set.of()));

    boolean isOperator() {
        return scope instanceof Scope.Operator;
    }
}
