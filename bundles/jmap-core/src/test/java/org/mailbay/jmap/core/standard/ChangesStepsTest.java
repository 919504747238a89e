package org.mailbay.jmap.core.standard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.core.Notes;
import org.mailbay.jmap.core.Rig;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import tools.jackson.databind.JsonNode;

/** A client that follows the changes in steps, from any state it ever had, ends with what there is (RFC 8620 §5.2). */
class ChangesStepsTest {
    @Test
    void rfc8620_5_2_stepsLeadToThePresentAndContradictNothing() throws Exception {
        long seed = Long.getLong("mailbay.seed", System.nanoTime());
        System.getLogger("ChangesStepsTest").log(System.Logger.Level.INFO, "seed {0}", seed);
        Random random = new Random(seed);
        try (Rig rig = new Rig()) {
            Map<String, Set<String>> kept = new LinkedHashMap<>();
            for (int step = 0; step < 60; step++) {
                JsonNode now = rig.call("Note/query", "{'accountId':'$a'}");
                kept.put(now.get("queryState").asString(), strings(now.get("ids")));
                change(rig, random);
                now = rig.call("Note/query", "{'accountId':'$a'}");
                for (Map.Entry<String, Set<String>> state : kept.entrySet()) {
                    Client client = new Client(state.getValue(), "seed " + seed + " since " + state.getKey());
                    String end = client.follow(rig, state.getKey(), 1 + random.nextInt(4));
                    assertThat(client.has).as(client.which).isEqualTo(strings(now.get("ids")));
                    assertThat(end).isEqualTo(now.get("queryState").asString());
                }
            }
        }
    }

    /** What a client has, and what it was told of each object. */
    private static final class Client {
        private final Set<String> has;

        private final Map<String, String> told = new HashMap<>();

        private final String which;

        Client(Set<String> has, String which) {
            this.has = new TreeSet<>(has);
            this.which = which;
        }

        String follow(Rig rig, String since, int most) throws Exception {
            String state = since;
            for (boolean more = true; more; ) {
                JsonNode changes = rig.call(
                        "Note/changes", "{'accountId':'$a','sinceState':'" + state + "','maxChanges':" + most + "}");
                assertThat(changes.get("oldState").asString()).isEqualTo(state);
                int count = 0;
                for (String list : List.of("created", "updated", "destroyed")) {
                    for (String id : strings(changes.get(list))) {
                        hears(id, list);
                        count++;
                    }
                }
                assertThat(count).as(which).isLessThanOrEqualTo(most);
                state = changes.get("newState").asString();
                more = changes.get("hasMoreChanges").asBoolean();
            }
            return state;
        }

        private void hears(String id, String what) {
            String before = told.put(id, what);
            if (what.equals("created")) {
                assertThat(before).as("%s: %s is created after that", which, id).isNull();
            } else if (what.equals("updated")) {
                assertThat(before)
                        .as("%s: %s is updated after its end", which, id)
                        .isNotEqualTo("destroyed");
            }
            if (what.equals("destroyed")) {
                has.remove(id);
            } else if (what.equals("created")) {
                has.add(id);
            } else {
                assertThat(has).as(which).contains(id);
            }
        }
    }

    private static Set<String> strings(JsonNode array) {
        Set<String> strings = new TreeSet<>();
        array.forEach(item -> strings.add(item.asString()));
        return strings;
    }

    /** A few commits of one change each, so that every step has an end. */
    private static void change(Rig rig, Random random) throws Exception {
        for (int i = random.nextInt(4); i >= 0; i--) {
            rig.account.<Object, RuntimeException>write(tx -> {
                Objects notes = tx.snapshot().objects(Notes.NOTE);
                List<ObjectId> ids = new ArrayList<>();
                for (int ordinal : notes.all().toArray()) {
                    ids.add(notes.id(ordinal));
                }
                Row row = Row.EMPTY.with(Notes.TITLE, "t" + random.nextInt(1_000_000));
                if (ids.isEmpty() || random.nextInt(3) == 0) {
                    tx.create(Notes.NOTE, row, new byte[0], List.of());
                } else {
                    ObjectId some = ids.get(random.nextInt(ids.size()));
                    if (random.nextInt(3) == 0) {
                        tx.destroy(Notes.NOTE, some);
                    } else {
                        tx.update(
                                Notes.NOTE,
                                some,
                                row.with(Notes.GROUP, tx.row(some).get(Notes.GROUP)));
                    }
                }
                return "";
            });
        }
    }
}
