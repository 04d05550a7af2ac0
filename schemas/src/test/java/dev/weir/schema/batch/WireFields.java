package dev.weir.schema.batch;

import dev.weir.schema.RequestBatchSchema.Request;

/// The string fields of a request by the generated accessors: what the runtime says of them.
final class WireFields {
    static int string(Request.Reader request, StringField field) {
        return switch (field) {
            case CUSTOMER -> request.getCustomer();
            case HOST -> request.getHost();
            case METHOD -> request.getMethod();
            case PATH -> request.getPath();
            case QUERY -> request.getQuery();
            case PROTOCOL -> request.getProtocol();
            case CLIENT_ADDRESS -> request.getClientAddress();
            case REFERER -> request.getReferer();
            case USER_AGENT -> request.getUserAgent();
            case CACHE_STATUS -> request.getCacheStatus();
            case TLS_VERSION -> request.getTlsVersion();
            case CONTENT_TYPE -> request.getContentType();
            case COUNTRY -> request.getCountry();
            case USER -> request.getUser();
            case UPSTREAM_ADDRESS -> request.getUpstreamAddress();
            case REQUEST_LINE -> request.getRequestLine();
        };
    }

    static void setString(Request.Builder request, StringField field, int index) {
        switch (field) {
            case CUSTOMER -> request.setCustomer(index);
            case HOST -> request.setHost(index);
            case METHOD -> request.setMethod(index);
            case PATH -> request.setPath(index);
            case QUERY -> request.setQuery(index);
            case PROTOCOL -> request.setProtocol(index);
            case CLIENT_ADDRESS -> request.setClientAddress(index);
            case REFERER -> request.setReferer(index);
            case USER_AGENT -> request.setUserAgent(index);
            case CACHE_STATUS -> request.setCacheStatus(index);
            case TLS_VERSION -> request.setTlsVersion(index);
            case CONTENT_TYPE -> request.setContentType(index);
            case COUNTRY -> request.setCountry(index);
            case USER -> request.setUser(index);
            case UPSTREAM_ADDRESS -> request.setUpstreamAddress(index);
            case REQUEST_LINE -> request.setRequestLine(index);
        }
    }

    private WireFields() {}
}
