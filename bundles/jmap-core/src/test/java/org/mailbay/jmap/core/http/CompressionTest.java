package org.mailbay.jmap.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompressionTest {
    private final Compression compression = new Compression(1000);

    private boolean accepts(String... headers) {
        HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
                HttpServletRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, args) -> Collections.enumeration(List.of(headers)));
        assertThat(new Compression(0).isAccepted(request)).isFalse();
        return compression.isAccepted(request);
    }

    @Test
    void rfc9110_12_5_3_acceptEncoding() {
        assertThat(accepts()).isFalse();
        assertThat(accepts("")).isFalse();
        assertThat(accepts("identity")).isFalse();
        assertThat(accepts("deflate, br")).isFalse();
        assertThat(accepts("gzip")).isTrue();
        assertThat(accepts("br", "GZip;q=0.5")).isTrue();
        assertThat(accepts("gzip;q=0")).isFalse();
        assertThat(accepts("gzip; q=0.000, *")).isFalse();
        assertThat(accepts("gzip;q=0.001")).isTrue();
        assertThat(accepts("*")).isTrue();
        assertThat(accepts("*;q=0")).isFalse();
    }

    @Test
    void textIsCompressed() {
        for (String type : List.of(
                "text/plain",
                "TEXT/HTML; charset=utf-8",
                "message/rfc822",
                "application/json",
                "application/ld+json;x=y",
                "image/svg+xml",
                "application/xml")) {
            assertThat(Compression.isText(type)).as(type).isTrue();
        }
        for (String type : List.of(
                "text/event-stream", "image/png", "application/octet-stream", "application/zip", "application/jsonx")) {
            assertThat(Compression.isText(type)).as(type).isFalse();
        }
    }
}
