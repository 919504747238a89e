package org.mailbay.jmap.spi;

import java.io.IOException;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.osgi.annotation.versioning.ConsumerType;

/** A method that is not one of a data type's standard ones, such as {@code Email/import}; a service. */
@ConsumerType
public interface Method {
    /** Its name. */
    String name();

    /** The capability that a request must use to call it. */
    String capability();

    /** Whether it may be called for another's account (RFC 9670); then it looks at {@link org.mailbay.jmap.View#isOwn()}. */
    default boolean isShared() {
        return false;
    }

    /**
     * Answers a call.
     *
     * @throws MethodError refused: what was written is thrown away
     * @throws IOException failed: serverFail, logged by the caller
     */
    void invoke(Call call, Responses responses) throws MethodError, IOException;
}
