package dev.weir.collector.input;

import dev.weir.collector.input.InputConfig.TlsFiles;
import dev.weir.schema.yaml.ConfigurationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// Takes the PEM files of an operator, gives what a TLS server needs.
final class TlsContext {
    private static final Pattern PRIVATE_KEY =
            Pattern.compile(
                    "-----BEGIN ([A-Z ]*)PRIVATE KEY-----([^-]*)-----END [A-Z ]*PRIVATE KEY-----");

    /// The key store lives in memory only.
    private static final char[] NO_PASSWORD = new char[0];

    static SSLContext of(TlsFiles files) throws ConfigurationException {
        Certificate[] chain = certificates(files.certificate());
        PrivateKey key = privateKey(files.key(), chain[0].getPublicKey().getAlgorithm());
        try {
            if (!isPair(key, chain[0].getPublicKey())) {
                throw new ConfigurationException(
                        files.key() + " is not the key of the certificate " + files.certificate());
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(chain, key), trustManagers(files.clientAuthorities()), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new ConfigurationException(
                    files.certificate() + " and " + files.key() + " cannot be used: " + e);
        }
    }

    /// Whether one signs what the other verifies: while files are replaced they may not fit.
    private static boolean isPair(PrivateKey key, PublicKey certified)
            throws GeneralSecurityException {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(key);
        signer.update((byte) 1);
        byte[] signature = signer.sign();
        signer.initVerify(certified);
        signer.update((byte) 1);
        return signer.verify(signature);
    }

    private static KeyManager[] keyManagers(Certificate[] chain, PrivateKey key)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        store.setKeyEntry("server", key, NO_PASSWORD, chain);
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    /// Nobody is trusted if no authority is named: then no client is asked for a certificate.
    private static TrustManager[] trustManagers(Optional<Path> authorities)
            throws GeneralSecurityException, IOException, ConfigurationException {
        if (authorities.isEmpty()) {
            return new TrustManager[0];
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        int number = 0;
        for (Certificate authority : certificates(authorities.get())) {
            store.setCertificateEntry("authority-" + number++, authority);
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static Certificate[] certificates(Path file) throws ConfigurationException {
        try (InputStream in = new ByteArrayInputStream(read(file))) {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (!all.isEmpty()) {
                return all.toArray(new Certificate[0]);
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new ConfigurationException(file + " holds no certificates: " + e.getMessage());
        }
        throw new ConfigurationException(
                file + " holds no certificate; allowed: PEM, -----BEGIN CERTIFICATE-----");
    }

    private static PrivateKey privateKey(Path file, String algorithm)
            throws ConfigurationException {
        Matcher matcher = PRIVATE_KEY.matcher(new String(read(file), StandardCharsets.ISO_8859_1));
        if (!matcher.find() || !matcher.group(1).isEmpty()) {
            throw new ConfigurationException(
                    file
                            + " holds no key in PKCS#8 without a password (-----BEGIN PRIVATE"
                            + " KEY-----); make it so: openssl pkcs8 -topk8 -nodes -in OLD -out NEW");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(2));
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (InvalidKeySpecException | IllegalArgumentException e) {
            throw new ConfigurationException(
                    file + " is not the key of the certificate, which has one of " + algorithm);
        } catch (GeneralSecurityException e) {
            throw new ConfigurationException(file + " cannot be used: " + e.getMessage());
        }
    }

    private static byte[] read(Path file) throws ConfigurationException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ConfigurationException(file + " cannot be read: " + e);
        }
    }

    private TlsContext() {}
}
