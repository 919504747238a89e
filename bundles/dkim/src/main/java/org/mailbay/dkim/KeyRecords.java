package org.mailbay.dkim;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.spi.DomainRecords;
import org.mailbay.dns.spi.Wanted;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The records of a domain's keys, for whoever shows all of a domain's records. */
@Component
public final class KeyRecords implements DomainRecords {
    private final DomainKeys keys;

    /** Made by the container. */
    @Activate
    public KeyRecords(@Reference DomainKeys keys) {
        this.keys = keys;
    }

    @Override
    public List<Wanted> wanted(String domain) throws IOException {
        List<Wanted> wanted = new ArrayList<>();
        for (DomainKey key : keys.all()) {
            if (key.domain().equals(domain) && key.state() != KeyState.RETIRED) {
                String purpose = "DKIM: the key with which receivers check that mail is from the domain ("
                        + key.kind().word() + ").";
                wanted.add(new Wanted(key.name(), RecordType.TXT, keys.record(key), purpose, true));
            }
        }
        return wanted;
    }
}
