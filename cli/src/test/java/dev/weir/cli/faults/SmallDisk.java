package dev.weir.cli.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A disk that can be filled without harm to others: a file system in memory, where this user may
/// mount one.
final class SmallDisk implements AutoCloseable {
    private final Path root;
    private final boolean mounted;

    private SmallDisk(Path root, boolean mounted) {
        this.root = root;
        this.mounted = mounted;
    }

    /// Mounts it; where that is not allowed the directory is an ordinary one, and cannot be filled.
    static SmallDisk at(Path root, String size) throws IOException, InterruptedException {
        Files.createDirectories(root);
        boolean mounted =
                Files.isExecutable(Path.of("/bin/mount"))
                        && run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", root);
        return new SmallDisk(root, mounted);
    }

    private static boolean run(Object... command) throws IOException, InterruptedException {
        String[] words = new String[command.length];
        for (int index = 0; index < words.length; index++) {
            words[index] = command[index].toString();
        }
        Process process =
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    Path root() {
        return root;
    }

    boolean canBeFilled() {
        return mounted;
    }

    /// Takes all room that is left.
    void fill() throws IOException {
        byte[] bytes = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (mounted) {
                out.write(bytes);
            }
        } catch (IOException e) {
            // Full.
            if (Files.size(filler()) == 0) {
                throw e;
            }
        }
    }

    /// Gives the room back.
    void free() throws IOException {
        Files.deleteIfExists(filler());
    }

    private Path filler() {
        return root.resolve("filler");
    }

    @Override
    public void close() throws IOException {
        try {
            if (mounted && !run("umount", "-l", root)) {
                throw new IOException(root + " cannot be unmounted");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
