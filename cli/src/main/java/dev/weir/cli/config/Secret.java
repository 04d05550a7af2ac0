package dev.weir.cli.config;

import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.schema.yaml.YamlMap;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// A password or a token: it stands in a file or in an environment variable, never in the
/// configuration, for configurations are copied around.
///
/// @param section where `key` is
/// @param key names the file
/// @param file where it stands; nothing: in the variable
/// @param variable of the environment
record Secret(YamlMap section, String key, Optional<Path> file, String variable) {
    static Secret of(YamlMap section, String key, String variable) throws ConfigurationException {
        return new Secret(section, key, section.text(key).map(Path::of), variable);
    }

    /// Reads it, anew each time; nothing if there is no file and no variable.
    ///
    /// @throws IOException if it cannot be read, which says where in the configuration the file is
    ///     named
    Optional<String> read() throws IOException {
        return file.isPresent()
                ? Optional.of(read(file.get()))
                : Optional.ofNullable(System.getenv(variable));
    }

    private String read(Path present) throws IOException {
        String problem;
        try {
            String secret = Files.readString(present).stripTrailing();
            if (!secret.isEmpty()) {
                return secret;
            }
            problem = "and that file is empty";
        } catch (NoSuchFileException e) {
            problem = "and there is no such file";
        } catch (AccessDeniedException e) {
            problem = "and this user may not read it";
        } catch (CharacterCodingException e) {
            problem = "and that file is no UTF-8 text";
        }
        throw new IOException(section.error(key, "is " + present + ", " + problem).getMessage());
    }
}
