package dev.weir.collector.input;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/// Listens on a stream socket in the file system.
final class UnixListener implements Listener {
    private final Path path;
    private final ServerSocketChannel server;

    private UnixListener(Path path, ServerSocketChannel server) {
        this.path = path;
        this.server = server;
    }

    /// Binds. A socket that nobody listens on any more, as a crash leaves it, gives way.
    static UnixListener bind(Path path) throws IOException {
        removeStale(path);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            server.close();
            throw e;
        }
        return new UnixListener(path, server);
    }

    private static void removeStale(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.readAttributes(
                        path,
                        java.nio.file.attribute.BasicFileAttributes.class,
                        LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                throw new FileAlreadyExistsException(path + " is in use");
            } catch (ConnectException e) {
                Files.delete(path);
            }
        } else {
            throw new FileAlreadyExistsException(path + " is there and no socket");
        }
    }

    @Override
    public Connection accept() throws IOException {
        return new ChannelConnection(server.accept());
    }

    @Override
    public SocketAddress address() {
        return UnixDomainSocketAddress.of(path);
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
    }

    private record ChannelConnection(SocketChannel channel) implements Connection {
        @Override
        public InputStream open() {
            return Channels.newInputStream(channel);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
