package org.mailbay.jmap.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.core.Notes;
import org.mailbay.jmap.core.Rig;
import org.mailbay.jmap.spi.Method;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** What one request reads agrees, whatever others change meanwhile. */
class AgreementTest {
    private static final String TWO = "['Note/query',{'accountId':'$a'},'q'],['%s',{},'x'],"
            + "['Note/get',{'accountId':'$a','#ids':{'resultOf':'q','name':'Note/query','path':'/ids'}},'g']";

    @Test
    void whatIsReadIsOfOneTime() throws Exception {
        try (Rig rig = new Rig()) {
            rig.models.bind(new Other(rig, "Other/get"));
            note(rig);
            JsonNode answers = rig.calls("[" + TWO.formatted("Other/get") + "]");
            assertThat(answers.at("/0/1/ids")).hasSize(1);
            assertThat(answers.at("/2/1/list/0/title").asString()).isEqualTo("old");
            assertThat(answers.at("/2/1/state")).isEqualTo(answers.at("/0/1/queryState"));
            assertThat(rig.call("Note/get", "{'accountId':'$a','ids':null}")
                            .at("/list/0/title")
                            .asString())
                    .as("the next request")
                    .isEqualTo("new");
        }
    }

    @Test
    void whatChangesOrTellsOfChangesLooksAnew() throws Exception {
        for (String between : List.of("Other/set", "Other/changes")) {
            try (Rig rig = new Rig()) {
                rig.models.bind(new Other(rig, between));
                note(rig);
                JsonNode answers = rig.calls("[" + TWO.formatted(between) + "]");
                assertThat(answers.at("/0/1/ids")).hasSize(1);
                assertThat(answers.at("/2/1/list/0/title").asString())
                        .as(between)
                        .isEqualTo("new");
            }
        }
    }

    private static void note(Rig rig) throws Exception {
        rig.account.<ObjectId, RuntimeException>write(
                tx -> tx.create(Notes.NOTE, Row.EMPTY.with(Notes.TITLE, "old"), new byte[0], List.of()));
    }

    /** Somebody else, who changes everything. */
    private record Other(Rig rig, String name) implements Method {
        @Override
        public String capability() {
            return Notes.URN;
        }

        @Override
        public void invoke(Call call, Responses responses) throws IOException {
            rig.account.<Void, RuntimeException>write(tx -> {
                Objects notes = tx.snapshot().objects(Notes.NOTE);
                for (int ordinal : notes.all().toArray()) {
                    tx.update(Notes.NOTE, notes.id(ordinal), Row.EMPTY.with(Notes.TITLE, "new"));
                }
                return null;
            });
            JsonGenerator out = responses.begin(name);
            out.writeStartObject();
            out.writeEndObject();
        }
    }
}
