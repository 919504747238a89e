package org.mailbay.dns.resolver;

import java.util.List;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * One step of an answer.
 *
 * @param records of whatever name: only those on the way from the question are believed
 * @param noName whether where they lead does not exist
 * @param proved by DNSSEC
 * @param nothingTtl for how long what is missing is missing, in seconds; below zero when nobody says
 */
record Reply(List<Record> records, boolean noName, boolean proved, long nothingTtl, String from) {

    static Reply of(Message message, boolean proved, String from) {
        long nothing = -1;
        for (Record record : message.getSection(Section.AUTHORITY)) {
            if (record instanceof SOARecord soa) {
                nothing = Math.min(soa.getTTL(), soa.getMinimum()); // RFC 2308 §5
            }
        }
        return new Reply(
                message.getSection(Section.ANSWER),
                message.getRcode() == Rcode.NXDOMAIN,
                proved && message.getHeader().getFlag(Flags.AD),
                nothing,
                from);
    }

    List<Record> at(Name name, int type) {
        return records.stream()
                .filter(r -> r.getType() == type && r.getName().equals(name))
                .toList();
    }

    /** What the signatures of a name allow, in seconds (RFC 4035 §5.3.3). */
    long signedTtl(Name name, int type, long now) {
        long ttl = Long.MAX_VALUE;
        for (Record record : at(name, Type.RRSIG)) {
            if (record instanceof RRSIGRecord signature && signature.getTypeCovered() == type) {
                ttl = Math.min(ttl, signature.getOrigTTL());
                ttl = Math.min(ttl, Math.max(0, signature.getExpire().getEpochSecond() - now));
            }
        }
        return ttl;
    }

    /** The record of a wildcard at a name below it (RFC 4592). */
    static Record at(Record wildcard, Name name) {
        return Record.newRecord(
                name, wildcard.getType(), wildcard.getDClass(), wildcard.getTTL(), wildcard.rdataToWireCanonical());
    }
}
