package org.mailbay.dns.resolver;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CAARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Records of dnsjava as records of the API. */
final class Records {
    private Records() {}

    /** The number of a type. */
    static int number(RecordType type) {
        return switch (type) {
            case A -> Type.A;
            case AAAA -> Type.AAAA;
            case MX -> Type.MX;
            case NS -> Type.NS;
            case PTR -> Type.PTR;
            case TXT -> Type.TXT;
            case TLSA -> Type.TLSA;
            case CAA -> Type.CAA;
            case CNAME -> Type.CNAME;
        };
    }

    /** Of a type in {@link RecordType}. */
    static DnsRecord of(Record record) {
        return switch (record) {
            case ARecord a -> new DnsRecord.Address(a.getAddress());
            case AAAARecord a -> new DnsRecord.Address(a.getAddress());
            // RFC 7505 §3: the root as exchange is a null MX
            case MXRecord mx -> new DnsRecord.Mx(mx.getPriority(), Names.text(mx.getTarget()));
            case NSRecord ns -> new DnsRecord.Name(Names.text(ns.getTarget()));
            case CNAMERecord alias -> new DnsRecord.Name(Names.text(alias.getTarget()));
            case PTRRecord ptr -> new DnsRecord.Name(Names.text(ptr.getTarget()));
            case TXTRecord txt -> new DnsRecord.Text(joined(txt.getStringsAsByteArrays()));
            case TLSARecord tlsa ->
                new DnsRecord.Tlsa(
                        tlsa.getCertificateUsage(),
                        tlsa.getSelector(),
                        tlsa.getMatchingType(),
                        tlsa.getCertificateAssociationData());
            case CAARecord caa ->
                new DnsRecord.Caa(
                        caa.getFlags(),
                        caa.getTag(),
                        new String(caa.getValueAsByteArray(), StandardCharsets.ISO_8859_1));
            default -> throw new IllegalArgumentException("no type of the API: " + Type.string(record.getType()));
        };
    }

    private static String joined(List<byte[]> strings) {
        StringBuilder text = new StringBuilder();
        for (byte[] octets : strings) {
            text.append(new String(octets, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }
}
