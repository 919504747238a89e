package org.mailbay.jmap.core.standard;

import java.io.IOException;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.core.json.Json;
import org.mailbay.jmap.spi.Copyable;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Gettable;
import org.mailbay.jmap.spi.Queryable;
import org.mailbay.jmap.spi.Settable;

/** The standard methods of all data types. */
public final class Standard {
    private final Get get;

    private final ChangesMethod changes;

    private final QueryMethod query;

    private final QueryChanges queryChanges;

    private final SetMethod set;

    private final Copy copy;

    /**
     * The methods with their bounds.
     *
     * @param json reads back what a type wrote
     * @param maxResults ids that one {@code /query} returns
     * @param maxChanges changes that one {@code /changes} or {@code /queryChanges} looks at
     */
    public Standard(Json json, int maxResults, int maxChanges) {
        this.get = new Get();
        this.changes = new ChangesMethod(maxChanges);
        this.query = new QueryMethod(maxResults);
        this.queryChanges = new QueryChanges(maxChanges);
        this.set = new SetMethod(json);
        this.copy = new Copy(set);
    }

    /** Answers a call of {@code verb}, which is one of the type's. */
    public void invoke(Verb verb, DataType type, Call call, Responses responses) throws MethodError, IOException {
        switch (verb) {
            case GET -> get.invoke((Gettable) type, call, responses);
            case CHANGES -> changes.invoke((Gettable) type, call, responses);
            case QUERY -> query.invoke((Queryable) type, call, responses);
            case QUERY_CHANGES -> queryChanges.invoke((Queryable) type, call, responses);
            case SET -> set.invoke((Settable) type, call, responses);
            case COPY -> copy.invoke((Copyable) type, call, responses);
        }
    }
}
