package dev.weir.benchmarks.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A program that follows a log and sends what it finds to a topic.
///
/// @param name as it stands in the table
/// @param program its path; where it is not, the table says so
/// @param topic where it sends to
/// @param setup writes its configuration, gives its command line
record Agent(String name, Path program, String topic, Setup setup) {
    /// Prepares a run.
    interface Setup {
        /// @param log to follow; it is there, and empty
        /// @param directory for whatever the agent needs
        List<String> command(Path log, Path directory, String bootstrapServers, String topic)
                throws IOException;
    }

    /// Weir, with its own heap limit.
    static Agent weir() {
        return new Agent(
                "Weir",
                Path.of("weir").toAbsolutePath(),
                "weir.requests",
                (log, directory, servers, topic) -> {
                    Path config =
                            Files.writeString(
                                    directory.resolve("weir.yaml"),
                                    """
                                    data: %s
                                    kafka:
                                      bootstrap.servers: %s
                                    collect:
                                      host: bench
                                      logs:
                                        - path: %s
                                          format: combined
                                          customer: bench
                                    """
                                            .formatted(directory.resolve("data"), servers, log));
                    return List.of(
                            Path.of("weir").toAbsolutePath().toString(),
                            "collect",
                            "--config=" + config);
                });
    }

    /// rsyslog: each line a record, batched and packed by librdkafka.
    static Agent rsyslog() {
        return new Agent(
                "rsyslog 8 (`omkafka`)",
                Path.of("/usr/lib/x86_64-linux-gnu/rsyslog/omkafka.so"),
                "lines-rsyslog",
                (log, directory, servers, topic) -> {
                    Path config =
                            Files.writeString(
                                    directory.resolve("rsyslog.conf"),
                                    """
                                    global(workDirectory="%1$s" maxMessageSize="64k")
                                    module(load="imfile")
                                    module(load="omkafka")
                                    template(name="line" type="string" string="%%msg%%")
                                    ruleset(name="r" queue.type="LinkedList" queue.size="200000"
                                            queue.dequeueBatchSize="4096") {
                                      action(type="omkafka" broker="%2$s" topic="%3$s" template="line"
                                             confParam=["compression.codec=lz4", "linger.ms=250",
                                                        "batch.size=1000000",
                                                        "queue.buffering.max.messages=500000"])
                                    }
                                    input(type="imfile" file="%4$s" tag="log" ruleset="r")
                                    """
                                            .formatted(directory, servers, topic, log));
                    return List.of(
                            "/usr/sbin/rsyslogd",
                            "-n",
                            "-f",
                            config.toString(),
                            "-i",
                            directory.resolve("pid").toString());
                });
    }

    /// syslog-ng: each line a record, batched and packed by librdkafka.
    ///
    /// Debian installs it or rsyslog, not both: `SYSLOG_NG_ROOT` names a directory in which its packages
    /// and their libraries were unpacked with `dpkg -x`.
    static Agent syslogNg() {
        String root = System.getenv().getOrDefault("SYSLOG_NG_ROOT", "");
        String modules = root + "/usr/lib/syslog-ng/3.38";
        return new Agent(
                "syslog-ng 3 (`kafka-c`)",
                Path.of(modules, "libkafka.so"),
                "lines-syslogng",
                (log, directory, servers, topic) -> {
                    Path config =
                            Files.writeString(
                                    directory.resolve("syslog-ng.conf"),
                                    """
                                    @version: 3.38
                                    options { stats-freq(0); };
                                    source s { file("%1$s" flags(no-parse) follow-freq(0.1)
                                                    log-iw-size(100000) log-fetch-limit(10000)); };
                                    destination d {
                                      kafka-c(bootstrap-servers("%2$s") topic("%3$s")
                                              message("${MSG}") workers(1)
                                              config("compression.codec" => "lz4",
                                                     "linger.ms" => "250",
                                                     "batch.size" => "1000000",
                                                     "queue.buffering.max.messages" => "500000"));
                                    };
                                    log { source(s); destination(d); flags(flow-control); };
                                    """
                                            .formatted(log, servers, topic));
                    return List.of(
                            "env",
                            "LD_LIBRARY_PATH=%1$s/usr/lib/x86_64-linux-gnu:%1$s/lib/x86_64-linux-gnu"
                                            .formatted(root)
                                    + ":"
                                    + root
                                    + "/usr/lib/syslog-ng",
                            root + "/usr/sbin/syslog-ng",
                            "--module-path=" + modules,
                            "-F",
                            "--no-caps",
                            "-f",
                            config.toString(),
                            "-R",
                            directory.resolve("persist").toString(),
                            "-p",
                            directory.resolve("pid").toString(),
                            "-c",
                            directory.resolve("control").toString());
                });
    }
}
