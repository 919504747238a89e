package org.mailbay.jmap.submission.vacation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.Actor;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.Call;
import org.mailbay.admin.spi.Role;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.submission.Office;
import org.mailbay.jmap.submission.Types;

final class VacationResourceTest {
    private final Office office = new Office();
    private final Principal owner =
            new Principal(office.account.tenant(), Office.OWNER, "", office.account.id(), Set.of());
    private final VacationResource resource =
            new VacationResource(office.memory.store(), (Directory) Proxy.newProxyInstance(
                    Directory.class.getClassLoader(),
                    new Class<?>[] {Directory.class},
                    (_, _, arguments) ->
                            Optional.of(owner).filter(one -> one.address().equals(arguments[0]))));

    VacationResourceTest() throws IOException {}

    @AfterEach
    void close() {
        office.close();
    }

    private static Actor actor(Principal who, String name) {
        return new Actor(
                name,
                Set.of(Role.USER),
                who.tenant(),
                Set.of(),
                Set.of(Actor.EVERYTHING),
                InetAddress.getLoopbackAddress());
    }

    private Map<String, Object> patch(Map<String, Object> body) throws Exception {
        return Call.of("PATCH", "").body(body).by(actor(owner, Office.OWNER)).to(resource);
    }

    @Test
    void itIsTheObjectThatJmapShows() throws Exception {
        assertThat(Call.of("GET", "").by(actor(owner, Office.OWNER)).to(resource))
                .isEqualTo(Map.of("isEnabled", false));
        Map<String, Object> body = Map.of("isEnabled", true, "subject", "Away", "toDate", "2027-01-01T00:00:00Z");
        assertThat(patch(body)).isEqualTo(body);
        assertThat(office.get(new VacationType(), Types.VACATION.id(1)).toString())
                .contains("\"isEnabled\":true", "\"subject\":\"Away\"", "\"toDate\":\"2027-01-01T00:00:00Z\"");
        Map<String, Object> away = new HashMap<>();
        away.put("toDate", null);
        assertThat(patch(away)).isEqualTo(Map.of("isEnabled", true, "subject", "Away"));
    }

    @Test
    void whatJmapRefusesIsRefusedWithTheFieldsName() {
        assertThatThrownBy(() -> patch(Map.of("fromDate", "2027-02-31T00:00:00Z")))
                .isInstanceOf(AdminProblem.class)
                .hasMessageContaining("fromDate");
    }

    @Test
    void whoIsNoUserHasNone() {
        assertThatThrownBy(() -> Call.of("GET", "")
                        .by(actor(owner, "stranger@example.test"))
                        .to(resource))
                .isInstanceOf(AdminProblem.class)
                .hasMessageContaining("no user");
    }
}
