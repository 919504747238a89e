package org.mailbay.jmap.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.View;
import org.mailbay.jmap.core.Notes;
import org.mailbay.jmap.core.Rig;
import org.mailbay.jmap.spi.Gettable;
import org.mailbay.jmap.spi.Property;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is destroyed while it is read is not found, and no failure of all that was asked for. */
class VanishingTest {
    private static final ObjectType LEAF = new ObjectType("Leaf", 'L');

    @Test
    void isNotFound() throws Exception {
        try (Rig rig = new Rig()) {
            ObjectId gone = make(rig);
            ObjectId stays = make(rig);
            rig.models.bind(new Leaves(gone));
            JsonNode answer = rig.call("Leaf/get", "{'accountId':'$a','ids':['" + gone + "','" + stays + "']}");
            assertThat(answer.at("/list/0/id").asString("")).isEqualTo(stays.toString());
            assertThat(answer.get("list")).hasSize(1);
            assertThat(answer.at("/notFound/0").asString("")).isEqualTo(gone.toString());
        }
    }

    private static ObjectId make(Rig rig) throws IOException {
        return rig.account.write(tx -> tx.create(LEAF, Row.EMPTY, new byte[0], List.of()));
    }

    private record Leaves(ObjectId gone) implements Gettable {
        @Override
        public ObjectType type() {
            return LEAF;
        }

        @Override
        public String capability() {
            return Notes.URN;
        }

        @Override
        public List<Property> properties() {
            return List.of(Property.of("id", Property.Kind.SERVER_SET));
        }

        @Override
        public List<ObjectId> get(
                View view, List<ObjectId> ids, Set<String> properties, ObjectNode arguments, JsonGenerator out)
                throws IOException {
            for (ObjectId id : ids) {
                out.writeStartObject();
                if (id.equals(gone)) {
                    view.account().<Void, RuntimeException>write(tx -> {
                        tx.destroy(LEAF, gone);
                        return null;
                    });
                    throw new IOException("its blob is missing");
                }
                out.writeStringProperty("id", id.toString());
                out.writeEndObject();
            }
            return List.of();
        }
    }
}
