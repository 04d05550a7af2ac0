package dev.weir.shipper.kafka;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialFilesTest {
    private static final Duration REST = Duration.ofSeconds(1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private long now = 1_000_000_000_000L;

    @Test
    void filesThatStayAsTheyAreHaveNotChanged() throws Exception {
        CredentialFiles files = files();

        assertFalse(files.hasChanged(now));
        assertFalse(files.hasChanged(later()));
    }

    @Test
    void aFileThatIsReplacedHasChangedOnceItIsAtRest() throws Exception {
        CredentialFiles files = files();
        replace("key.pem", "another key");

        assertFalse(files.hasChanged(now));
        replace("trust.pem", "another authority");
        assertFalse(files.hasChanged(later()));
        assertTrue(files.hasChanged(later()));

        files.take();
        assertFalse(files.hasChanged(later()));
    }

    @Test
    void aFileThatIsGoneIsWaitedFor() throws Exception {
        CredentialFiles files = files();
        Files.delete(directory.resolve("key.pem"));
        assertFalse(files.hasChanged(now));
        assertFalse(files.hasChanged(later()));

        replace("key.pem", "another key");
        assertFalse(files.hasChanged(now));
        assertTrue(files.hasChanged(later()));
    }

    @Test
    void settingsWithoutFilesNeverChange() {
        assertFalse(new CredentialFiles(Map.of(), REST).hasChanged(now));
    }

    private CredentialFiles files() throws Exception {
        replace("key.pem", "a key");
        replace("trust.pem", "an authority");
        return new CredentialFiles(
                Map.of(
                        "ssl.keystore.location", directory.resolve("key.pem").toString(),
                        "ssl.truststore.location", directory.resolve("trust.pem").toString()),
                REST);
    }

    private long later() {
        now += REST.toNanos();
        return now;
    }

    private void replace(String name, String text) throws Exception {
        Path fresh = Files.writeString(directory.resolve(name + ".new"), text);
        Files.move(fresh, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
}
