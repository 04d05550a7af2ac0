package dev.weir.collector.format;

import dev.weir.collector.address.AddressPolicy;
import dev.weir.schema.yaml.ConfigurationException;

/// How one proxy writes its access log: compiled once, shared by every source that uses it.
public sealed interface LogFormat permits NginxLogFormat {
    /// Takes a format's name or an nginx `log_format` string, gives the compiled format.
    ///
    /// Names: `combined` (nginx and Apache) and `common` (Apache). Everything else must hold a `$`
    /// and is read as nginx reads it: an optional `escape=default|json|none`, then the format, bare
    /// or in nginx's quotes.
    ///
    /// @throws ConfigurationException if it is neither, with one sentence that says why
    static LogFormat of(String nameOrFormat) throws ConfigurationException {
        return NginxLogFormat.compile(nameOrFormat);
    }

    /// A parser for one thread, which keeps clients' addresses as they are.
    default LineParser newParser() {
        return newParser(AddressPolicy.KEEP);
    }

    /// A parser for one thread.
    ///
    /// @param addresses what is kept of clients' addresses
    LineParser newParser(AddressPolicy addresses);

    /// Whether a line says which host the request was for.
    boolean carriesHost();
}
