package dev.weir.shipper.kafka;

import dev.weir.schema.Topics;
import dev.weir.shipper.RetryDecision;
import java.util.Locale;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/// Takes what Kafka's producer threw, gives what to do about it.
final class KafkaFailures {
    private KafkaFailures() {}

    static RetryDecision decide(Throwable failure) {
        String message = oneLine(failure);
        return switch (failure) {
            case RecordTooLargeException _ ->
                    new RetryDecision.InParts(
                            "record_too_large",
                            "a batch is larger than Kafka takes: raise max.message.bytes of the"
                                    + " topic "
                                    + Topics.REQUESTS
                                    + " or message.max.bytes of the broker, or make batches smaller"
                                    + " (Kafka says: "
                                    + message
                                    + ")");
            case AuthorizationException _ ->
                    new RetryDecision.AfterRepair(
                            "authorization",
                            "Kafka does not let this client write: grant it Write on the topic "
                                    + Topics.REQUESTS
                                    + " (Kafka says: "
                                    + message
                                    + ")");
            case AuthenticationException _ ->
                    new RetryDecision.AfterRepair(
                            "authentication",
                            "Kafka refuses this client's credentials: correct the sasl.* and ssl.*"
                                    + " settings (Kafka says: "
                                    + message
                                    + ")");
            case InvalidConfigurationException _ ->
                    new RetryDecision.AfterRepair(
                            cause(failure), "Kafka refuses batches: " + message);
            case KafkaException _ when isAboutLogin(failure) ->
                    // Kafka's messages about it quote what they cannot read: maybe the password.
                    new RetryDecision.AfterRepair(
                            "settings",
                            "Kafka's client cannot be made: sasl.jaas.config or another sasl.*"
                                    + " setting cannot be used");
            case Throwable _ when failure.getCause() instanceof ConfigException unresolved ->
                    new RetryDecision.Soon("unresolved", oneLine(unresolved));
            default -> new RetryDecision.Soon(cause(failure), "Kafka does not answer: " + message);
        };
    }

    private static boolean isAboutLogin(Throwable failure) {
        boolean login = false;
        for (Throwable one = failure.getCause(); one != null; one = one.getCause()) {
            login |=
                    one instanceof LoginException
                            || String.valueOf(one.getMessage())
                                    .toLowerCase(Locale.ROOT)
                                    .contains("jaas");
        }
        return login;
    }

    /// `NotEnoughReplicasException` is `not_enough_replicas`.
    private static String cause(Throwable failure) {
        return failure.getClass()
                .getSimpleName()
                .replaceFirst("Exception$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toLowerCase(Locale.ROOT);
    }

    private static String oneLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
