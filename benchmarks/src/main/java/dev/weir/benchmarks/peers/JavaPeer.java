package dev.weir.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A library of Java, in a JVM of its own that reads the log several times: the first pass counts as
/// cold, the last one as warm.
///
/// @param name as it stands in the table
/// @param work what is done
/// @param maxLines how many lines it is given at most
/// @param heap as `-Xmx` takes it
record JavaPeer(String name, JavaPeerMain.Work work, long maxLines, String heap) implements Peer {
    @Override
    public String missing() {
        return "";
    }

    @Override
    public Measured run(PeerLog all) throws IOException, InterruptedException {
        PeerLog log = all.first(maxLines);
        String output =
                OneCore.run(
                        OneCore.command(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin/java")
                                                .toString(),
                                        "-Xmx" + heap,
                                        "-XX:+UseSerialGC",
                                        "-Dnet.bytebuddy.experimental=true",
                                        "--enable-native-access=ALL-UNNAMED",
                                        "--sun-misc-unsafe-memory-access=allow",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        JavaPeerMain.class.getName(),
                                        work.name(),
                                        log.path().toString())));
        List<String[]> passes =
                output.lines()
                        .filter(line -> line.startsWith(JavaPeerMain.PASS))
                        .map(line -> line.split(" ", -1))
                        .toList();
        String[] warm = passes.getLast();
        if (Long.parseLong(warm[1]) != log.lines()) {
            throw new IOException(name + " has read " + warm[1] + " of " + log.lines() + " lines");
        }
        return new Measured(
                log.lines(),
                log.bytes(),
                Double.parseDouble(warm[2]),
                Double.parseDouble(warm[3]),
                Long.parseLong(warm[4]),
                Double.parseDouble(passes.getFirst()[2]));
    }
}
