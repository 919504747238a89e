package org.mailbay.jmap.core.standard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.core.Notes;
import org.mailbay.jmap.core.Rig;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import tools.jackson.databind.JsonNode;

/** Old results and queryChanges make new results, from every state that was kept (RFC 8620 §5.6). */
class QueryChangesTest {
    private static final List<String> QUERIES = List.of(
            "'sort':[{'property':'rank','isAscending':false}]",
            "'sort':[{'property':'rank','isAscending':false}],'collapseGroups':true",
            "'sort':[{'property':'title'},{'property':'rank'}]",
            "'filter':{'minRank':3},'sort':[{'property':'age','isAscending':false}]",
            "'filter':{'operator':'NOT','conditions':[{'tag':'t1'}]},'sort':[{'property':'rank'}],'collapseGroups':true",
            "'sort':[{'property':'age','isAscending':false}],'collapseGroups':true",
            "'sort':[{'property':'age','isAscending':false}]",
            "'filter':{'tag':'t2'}");

    @Test
    void oldAndChangesMakeNew() throws Exception {
        long seed = System.nanoTime();
        System.getLogger("QueryChangesTest").log(System.Logger.Level.INFO, "seed {0}", seed);
        Random random = new Random(seed);
        try (Rig rig = new Rig()) {
            Map<String, Map<String, List<String>>> kept = new LinkedHashMap<>();
            for (int step = 0; step < 60; step++) {
                change(rig, random);
                for (String query : QUERIES) {
                    JsonNode now = rig.call("Note/query", "{'accountId':'$a'," + query + "}");
                    List<String> ids = strings(now.get("ids"));
                    Map<String, List<String>> old = kept.computeIfAbsent(query, q -> new LinkedHashMap<>());
                    for (Map.Entry<String, List<String>> state : old.entrySet()) {
                        JsonNode changes = rig.call(
                                "Note/queryChanges",
                                "{'accountId':'$a','sinceQueryState':'" + state.getKey() + "'," + query + "}");
                        assertThat(applied(state.getValue(), changes))
                                .as("seed %s step %s %s since %s", seed, step, query, state.getKey())
                                .isEqualTo(ids);
                        assertThat(changes.get("newQueryState").asString())
                                .isEqualTo(now.get("queryState").asString());
                    }
                    for (Map.Entry<String, List<String>> state : old.entrySet()) {
                        beginning(rig, query, state.getKey(), state.getValue(), ids, random);
                    }
                    old.put(now.get("queryState").asString(), ids);
                    lazyAndWholeAgree(rig, query, ids, random);
                }
            }
        }
    }

    /** A window of a query is that part of all its results, however it was made. */
    private static void lazyAndWholeAgree(Rig rig, String query, List<String> ids, Random random) throws Exception {
        int from = random.nextInt(ids.size() + 2);
        int limit = random.nextInt(6);
        JsonNode window = rig.call(
                "Note/query", "{'accountId':'$a','position':" + from + ",'limit':" + limit + "," + query + "}");
        int begin = Math.min(from, ids.size());
        assertThat(strings(window.get("ids"))).isEqualTo(ids.subList(begin, Math.min(ids.size(), begin + limit)));
    }

    /** Who has only the beginning of the results, and says so, gets the new beginning, and of what nothing moves no more than that. */
    private static void beginning(
            Rig rig, String query, String state, List<String> old, List<String> now, Random random) throws Exception {
        if (old.isEmpty()) {
            return;
        }
        List<String> begin = old.subList(0, 1 + random.nextInt(old.size()));
        JsonNode changes = rig.call(
                "Note/queryChanges",
                "{'accountId':'$a','sinceQueryState':'" + state + "','upToId':'" + begin.getLast() + "'," + query
                        + "}");
        List<String> ids = new ArrayList<>(begin);
        ids.removeAll(strings(changes.get("removed")));
        int last = now.indexOf(begin.getLast());
        boolean fixed = query.equals("'sort':[{'property':'age','isAscending':false}]");
        for (JsonNode added : changes.get("added")) {
            int index = added.get("index").asInt();
            if (fixed && last >= 0) {
                assertThat(index).isLessThanOrEqualTo(last);
            }
            if (index <= ids.size()) {
                ids.add(index, added.get("id").asString());
            }
        }
        assertThat(ids).as(query).isEqualTo(now.subList(0, ids.size()));
        if (fixed && last >= 0) {
            assertThat(ids).hasSize(last + 1);
        }
    }

    private static List<String> applied(List<String> old, JsonNode changes) {
        List<String> ids = new ArrayList<>(old);
        ids.removeAll(strings(changes.get("removed")));
        for (JsonNode added : changes.get("added")) {
            ids.add(added.get("index").asInt(), added.get("id").asString());
        }
        return ids;
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(item -> strings.add(item.asString()));
        return strings;
    }

    private static void change(Rig rig, Random random) throws Exception {
        rig.account.<Object, RuntimeException>write(tx -> {
            Objects notes = tx.snapshot().objects(Notes.NOTE);
            for (int i = random.nextInt(4); i >= 0; i--) {
                Row row = Row.EMPTY
                        .with(Notes.TITLE, "t" + random.nextInt(5))
                        .with(Notes.RANK, random.nextInt(6))
                        .with(Notes.GROUP, random.nextInt(8))
                        .with(Notes.TAGS, List.of("t" + random.nextInt(3)));
                ObjectId some = notes.all().size() == 0
                        ? null
                        : notes.id(
                                notes.all().toArray()[random.nextInt(notes.all().size())]);
                Row before = some == null ? null : tx.row(some);
                if (some == null || before == null || random.nextInt(3) == 0) {
                    tx.create(Notes.NOTE, row, new byte[0], List.of());
                } else if (random.nextInt(3) == 0) {
                    tx.destroy(Notes.NOTE, some);
                } else {
                    tx.update(Notes.NOTE, some, row.with(Notes.GROUP, before.get(Notes.GROUP)));
                }
            }
            return "";
        });
    }
}
