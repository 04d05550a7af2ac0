package dev.weir.collector.input;

/// A stream cannot be cut into messages any more: nothing after this point can be trusted.
final class MalformedFramingException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedFramingException(String what) {
        super(what);
    }
}
