package dev.weir.storage.influxdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;

/// Takes the server's answers to queries, lets those pass in which nothing failed. A statement that
/// fails is told of in an answer of status 200, which the client takes for one without rows: whoever
/// asked would believe that there is nothing.
final class StatementErrors implements Interceptor {
    /// A statement failed, for a reason that the server gives in its own words.
    static final class Failed extends IOException {
        private static final long serialVersionUID = 1;

        Failed(String words) {
            super(words);
        }
    }

    /// Neither can be within a string of JSON: there, a quotation mark has a backslash before it.
    private static final ByteString ERROR = ByteString.encodeUtf8("\"error\":");

    private static final ByteString PARTIAL = ByteString.encodeUtf8("\"partial\":true");

    @Override
    public Response intercept(Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        if (!response.isSuccessful()
                || response.body() == null
                || !chain.request().url().encodedPath().endsWith("/query")) {
            return response;
        }
        try {
            BufferedSource source = response.body().source();
            source.request(Long.MAX_VALUE);
            Buffer answer = source.getBuffer();
            if (answer.indexOf(ERROR) >= 0) {
                throw new Failed(words(answer.clone().readString(UTF_8)));
            }
            if (answer.indexOf(PARTIAL) >= 0) {
                throw new Failed("it gave only a part of the rows: raise its max-row-limit");
            }
            return response;
        } catch (IOException e) {
            response.close();
            throw e;
        }
    }

    private static String words(String answer) {
        JsonObject whole = JsonParser.parseString(answer).getAsJsonObject();
        if (whole.has("error")) {
            return whole.get("error").getAsString();
        }
        for (JsonElement result : whole.getAsJsonArray("results")) {
            if (result.getAsJsonObject().has("error")) {
                return result.getAsJsonObject().get("error").getAsString();
            }
        }
        return "it does not say why";
    }
}
