package dev.weir.cli;

import dev.weir.cli.config.WeirConfig;
import dev.weir.cli.export.StoreExporter;
import dev.weir.cli.run.OpenStore;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.storage.MetricStore;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `weir store export`: windows as rows of CSV or Parquet.
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes windows of the store to a file, a row each: all counters, percentiles of the times,"
                    + " unique clients.",
            "Reads the store as it is when the command begins, beside a weir that runs on it."
        })
final class StoreExportCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";

    @Mixin private final ConfigOptions options = new ConfigOptions();
    @Mixin private final WindowOptions windows = new WindowOptions();

    @Option(names = "--all-customers", description = "Windows of all customers.")
    private boolean allCustomers;

    @Option(
            names = "--format",
            paramLabel = "csv|parquet",
            description = "The format (default: csv).")
    private String format = "csv";

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "The file, which is there once it is whole; - for standard output (CSV).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String output;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        WeirConfig config = options.read();
        StoreExporter.Format chosen = format();
        if ((windows.customer == null) != allCustomers) {
            throw new ConfigurationException("give --customer NAME or --all-customers");
        }
        if (windows.tier == null || windows.from == null) {
            throw new ConfigurationException("--tier and --from say which windows: give both");
        }
        long now = System.currentTimeMillis();
        long from = WindowOptions.time("--from", windows.from, 0, now);
        long to = WindowOptions.time("--to", windows.to, now, now);
        if (from >= to) {
            throw new ConfigurationException("--from is not before --to");
        }
        var tier = WindowOptions.tier(windows.tier, config.store().retention());
        try (OpenStore open = OpenStore.toRead(config)) {
            List<String> customers = customers(open.store());
            var range = new StoreExporter.Range(customers, tier, from, to);
            var exporter = new StoreExporter(open.store());
            if (output.equals(STANDARD_OUTPUT)) {
                // Not System.out, which would not say that nobody reads it any more.
                var _ = exporter.exportCsv(range, new FileOutputStream(FileDescriptor.out));
            } else {
                say(exporter.export(range, chosen, Path.of(output)), customers.size());
            }
        }
        return 0;
    }

    private StoreExporter.Format format() throws ConfigurationException {
        return switch (format) {
            case "csv" -> StoreExporter.Format.CSV;
            case "parquet" -> {
                if (output.equals(STANDARD_OUTPUT)) {
                    throw new ConfigurationException("--format parquet needs --output FILE");
                }
                yield StoreExporter.Format.PARQUET;
            }
            default ->
                    throw new ConfigurationException(
                            "--format is " + format + "; allowed: csv, parquet");
        };
    }

    private List<String> customers(MetricStore store) throws ConfigurationException {
        List<String> present = store.customers();
        String one = windows.customer;
        if (one == null) {
            return present;
        }
        if (!present.contains(one)) {
            throw new ConfigurationException(
                    "the store has no customer "
                            + one
                            + ": "
                            + present.size()
                            + " others are there");
        }
        return List.of(one);
    }

    private void say(long written, int customers) {
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "weir store: %,d windows of %,d customers are in %s%n",
                        written,
                        customers,
                        output);
        spec.commandLine().getOut().flush();
    }
}
