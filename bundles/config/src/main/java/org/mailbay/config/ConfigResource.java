package org.mailbay.config;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.optional;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code GET /admin/v1/config}: every value in effect, and whether the file, a bundle or the component itself says so. */
@Component(property = AdminResource.PATH + "=config")
public final class ConfigResource implements AdminResource {
    private static final String MASK = "********";

    private static final Shape VALUE = Shape.object(
            optional("value", Shape.anything(), "what is in effect; of a secret only a mask"),
            field("origin", Shape.text(), "the file and its line, a bundle, or default"),
            field("description", Shape.lines(0, 10_000), "what it is for"));
    private static final Shape SHOWN = Shape.object(
            field("file", Shape.text(0, 10_000), "the configuration file"),
            field("refused", Shape.anything(), "why the file as it is now was not taken"),
            field(
                    "tables",
                    Shape.list(Shape.object(
                            field("table", Shape.text(), "its name in the file"),
                            field("bundle", Shape.text(), "whose configuration it is"),
                            field("values", Shape.map(VALUE), "by name"))),
                    "in the order of their names"));

    private final ConfigFile config;

    @Activate
    public ConfigResource(@Reference ConfigFile config) {
        this.config = config;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.get("", "getConfig", "Shows every value in effect, and where it comes from")
                .answers(SHOWN)
                .needs(Need.system("config.read"))
                .by(this::show));
    }

    private AdminResponse show(AdminRequest request) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("file", config.file().toString());
        body.put("refused", config.refused());
        body.put("tables", tables());
        return AdminResponse.ok(body);
    }

    private List<Map<String, Object>> tables() {
        Map<String, Table> told = config.tables();
        Map<String, Map<String, Object>> shown = new TreeMap<>();
        told.forEach((pid, table) -> shown.put(pid, show(pid, table.schema(), table)));
        config.schemas().forEach((pid, schema) -> {
            if (!schema.factory()) {
                shown.computeIfAbsent(pid, ignored -> show(pid, schema, null));
            }
        });
        return List.copyOf(shown.values());
    }

    private static Map<String, Object> show(String pid, Schema schema, @Nullable Table table) {
        Map<String, Object> values = new TreeMap<>();
        for (Attribute attribute : schema.attributes().values()) {
            Map<String, Object> value = new LinkedHashMap<>();
            Object set = table == null ? null : table.values().get(attribute.id());
            Object effective = set == null ? attribute.fallback() : set;
            if (effective != null) {
                value.put("value", attribute.secret() ? MASK : plain(effective));
            }
            value.put(
                    "origin",
                    set == null || table == null ? "default" : table.origins().get(attribute.id()));
            value.put("description", attribute.description());
            values.put(attribute.id(), value);
        }
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("table", pid.replace('~', '.'));
        shown.put("bundle", schema.bundle());
        shown.put("values", values);
        return shown;
    }

    private static Object plain(Object value) {
        if (!value.getClass().isArray()) {
            return value;
        }
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < Array.getLength(value); i++) {
            list.add(Array.get(value, i));
        }
        return list;
    }
}
