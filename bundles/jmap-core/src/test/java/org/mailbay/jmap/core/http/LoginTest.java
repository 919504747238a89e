package org.mailbay.jmap.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.core.request.RequestProblem;

class LoginTest {
    private static HttpServletRequest from(String address, boolean secure) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                LoginTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (_, method, _) -> switch (method.getName()) {
                    case "isSecure" -> secure;
                    case "getRemoteAddr" -> address;
                    case "getHeader" -> null;
                    default -> throw new AssertionError(method.getName());
                });
    }

    private static int status(String address, boolean secure) {
        RequestProblem[] problem = new RequestProblem[1];
        assertThatThrownBy(() -> new Login(null).of(from(address, secure)))
                .isInstanceOfSatisfying(RequestProblem.class, thrown -> problem[0] = thrown);
        return problem[0].status();
    }

    /** Whatever the password: it was told to everybody on the way. */
    @Test
    void rfc8620_1_7_withoutTlsNobodyFromElsewhereIsAnswered() {
        for (String address : new String[] {"192.0.2.1", "2001:db8::1", "10.0.0.1", "128.0.0.1", "::ffff:192.0.2.1"}) {
            assertThat(status(address, false)).as(address).isEqualTo(403);
            assertThat(status(address, true)).as(address).isEqualTo(401);
        }
        assertThat(status("127.0.0.1", false)).isEqualTo(401);
        assertThat(status("::1", false)).isEqualTo(401);
    }
}
