package dev.weir.cli.broker;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.ControllerServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.controller.Controller;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;

/// The broker's registration with the controller, which says after a kill that the broker is running.
///
/// A broker that starts under it leads its partitions at the old run's address until the controller's patience with
/// that run is over. Then they have no leader for a moment, and a transaction that is being finished in
/// that moment loses the markers for them (KAFKA-20734, open as of Kafka 4.3.1): it is never over, and nobody
/// reads past it. Hence the registration is removed before the broker starts, which also saves
/// the wait.
final class LeftRegistration {
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(10);

    private LeftRegistration() {}

    /// Removes the registration, if it says so.
    ///
    /// @param controller is started; the broker is not
    /// @throws TimeoutException if the controller does not take up its work in time
    static void remove(SharedServer shared, ControllerServer controller, Duration atMost)
            throws ExecutionException, TimeoutException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        boolean left = registered(shared, atMost).filter(broker -> !broker.fenced()).isPresent();
        while (left && !removed(controller.controller())) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("the controller does not take up its work");
            }
            Thread.sleep(BETWEEN_TRIES);
        }
    }

    /// What the whole metadata log says of the broker.
    private static Optional<BrokerRegistration> registered(SharedServer shared, Duration atMost)
            throws ExecutionException, TimeoutException, InterruptedException {
        var first = new FirstImage();
        shared.loader().installPublishers(List.of(first)).get();
        try {
            MetadataImage image = first.image.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.ofNullable(image.cluster().broker(BrokerProperties.NODE_ID));
        } finally {
            shared.loader().removeAndClosePublisher(first).get();
        }
    }

    /// Whether it is done; false while the controller is elected and not yet at work.
    private static boolean removed(Controller controller)
            throws ExecutionException, InterruptedException {
        var context =
                new ControllerRequestContext(
                        new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.empty());
        try {
            controller.unregisterBroker(context, BrokerProperties.NODE_ID).get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NotControllerException) {
                return false;
            }
            throw e;
        }
    }

    /// Kafka gives it the metadata once they are read to their end.
    private static final class FirstImage implements MetadataPublisher {
        private final CompletableFuture<MetadataImage> image = new CompletableFuture<>();

        @Override
        public String name() {
            return "left-registration";
        }

        @Override
        public void onMetadataUpdate(
                MetadataDelta delta, MetadataImage newImage, LoaderManifest manifest) {
            image.complete(newImage);
        }

        @Override
        public void close() {}
    }
}
