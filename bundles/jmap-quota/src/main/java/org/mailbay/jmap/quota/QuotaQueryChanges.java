package org.mailbay.jmap.quota;

import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.spi.Method;
import org.osgi.service.component.annotations.Component;

/** Quota/queryChanges (RFC 9425 §4.5): asking again is as cheap as it can be, and Quota/query says so. */
@Component
public final class QuotaQueryChanges implements Method {
    @Override
    public String name() {
        return "Quota/queryChanges";
    }

    @Override
    public String capability() {
        return QuotaCapability.URN;
    }

    @Override
    public void invoke(Call call, Responses responses) throws MethodError {
        call.view();
        throw new MethodError(MethodError.CANNOT_CALCULATE_CHANGES, null);
    }
}
