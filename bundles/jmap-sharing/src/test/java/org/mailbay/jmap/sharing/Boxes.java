package org.mailbay.jmap.sharing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.spi.Property;
import org.mailbay.jmap.spi.Shareable;
import org.mailbay.store.AccountId;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** A type that can be shared: {@code r} lets see, {@code w} lets change. */
final class Boxes implements Shareable {
    static final ObjectType BOX = new ObjectType("Box", 'B');

    static final Column.Words SHARES = new Column.Words(1);

    @Override
    public ObjectType type() {
        return BOX;
    }

    @Override
    public String capability() {
        return "urn:example:boxes";
    }

    @Override
    public List<Property> properties() {
        return List.of(Property.of("id", Property.Kind.SERVER_SET));
    }

    @Override
    public List<String> rights() {
        return List.of("mayRead", "mayWrite");
    }

    @Override
    public Set<String> rightsToSee() {
        return Set.of("mayRead");
    }

    @Override
    public Set<String> rightsToChange() {
        return Set.of("mayWrite");
    }

    @Override
    public Map<AccountId, Set<String>> shares(Row row) {
        Map<AccountId, Set<String>> shares = new LinkedHashMap<>();
        for (String word : row.get(SHARES)) {
            String[] parts = word.split(":");
            Set<String> rights = parts[1].equals("rw") ? Set.of("mayRead", "mayWrite") : Set.of("mayRead");
            shares.put(AccountId.parse(parts[0]).orElseThrow(), rights);
        }
        return shares;
    }

    @Override
    public List<ObjectId> get(
            View view, List<ObjectId> ids, Set<String> properties, ObjectNode arguments, JsonGenerator out) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Changer set(View view, ObjectNode arguments) {
        throw new UnsupportedOperationException();
    }
}
