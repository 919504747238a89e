package mailauth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.mailauth.dkim.DkimKey;

/** Domains with their policies, and keys. */
final class World {
    /** Authors' domains. */
    static final List<String> DOMAINS = List.of(
            "good-bench.org", "soft-bench.org", "strict-bench.org", "mail.strict-bench.org", "sub.good-bench.org", "none-bench.org", "perm-bench.org",
            "many-bench.org", "temp-bench.org", "macro-bench.org", "redirect-bench.org", "mx-bench.org", "neutral-bench.org", "sp-bench.org", "a.sp-bench.org",
            "quarantine-bench.org", "include-bench.org", "void-bench.org", "ptr-bench.org", "badpolicy-bench.org");

    /** Of hosts that send; the first ones are allowed nearly everywhere. */
    static final List<String> ADDRESSES = List.of("192.0.2.10", "192.0.2.77", "2001:db8:1::5", "198.51.100.9", "2001:db8:ffff::1");

    private World() {}

    static Map<String, KeyPair> keys() throws GeneralSecurityException {
        Map<String, KeyPair> keys = new LinkedHashMap<>();
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        for (int bits : new int[] {2048, 1024, 768}) {
            rsa.initialize(bits);
            keys.put("r" + bits, rsa.generateKeyPair());
        }
        keys.put("e", KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        return keys;
    }

    static void writeKeys(Path folder, Map<String, KeyPair> keys) throws IOException {
        for (Map.Entry<String, KeyPair> key : keys.entrySet()) {
            byte[] encoded = key.getValue().getPrivate().getEncoded();
            String pem = "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
                    + "\n-----END PRIVATE KEY-----\n";
            Files.writeString(folder.resolve(key.getKey() + ".pem"), pem);
        }
        byte[] ed = keys.get("e").getPrivate().getEncoded();
        byte[] seed = Arrays.copyOfRange(ed, ed.length - 32, ed.length);
        Files.writeString(folder.resolve("e.seed"), Base64.getEncoder().encodeToString(seed));
    }

    static Zone zone(Map<String, KeyPair> keys) {
        Zone zone = new Zone();
        String ours = "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8:1::/48 ";
        spf(zone, "good-bench.org", ours + "-all");
        spf(zone, "soft-bench.org", ours + "~all");
        spf(zone, "strict-bench.org", ours + "-all");
        spf(zone, "mail.strict-bench.org", ours + "-all");
        spf(zone, "sub.good-bench.org", "v=spf1 include:good-bench.org -all");
        spf(zone, "perm-bench.org", "v=spf1 ip4:192.0.2.300 -all");
        StringBuilder many = new StringBuilder("v=spf1");
        for (int i = 0; i < 12; i++) {
            many.append(" include:i").append(i).append(".many-bench.org");
            spf(zone, "i" + i + ".many-bench.org", "v=spf1 ip4:203.0.113." + i + " -all");
        }
        spf(zone, "many-bench.org", many + " -all");
        zone.add("temp-bench.org", "SERVFAIL", "");
        spf(zone, "macro-bench.org", "v=spf1 exists:%{ir}.%{v}.allow.%{d} -all");
        zone.add("10.2.0.192.in-addr.allow.macro-bench.org", "A", "127.0.0.2");
        spf(zone, "redirect-bench.org", "v=spf1 redirect=good-bench.org");
        spf(zone, "mx-bench.org", "v=spf1 mx a/30 -all");
        zone.add("mx-bench.org", "MX", "mail.mx-bench.org");
        zone.add("mail.mx-bench.org", "A", "192.0.2.77");
        zone.add("mail.mx-bench.org", "AAAA", "2001:db8:1::5");
        zone.add("mx-bench.org", "A", "192.0.2.9");
        spf(zone, "neutral-bench.org", ours + "?all");
        spf(zone, "sp-bench.org", ours + "-all");
        spf(zone, "a.sp-bench.org", "v=spf1 -all");
        spf(zone, "quarantine-bench.org", ours + "-all");
        spf(zone, "include-bench.org", "v=spf1 include:good-bench.org include:soft-bench.org ~all");
        spf(zone, "void-bench.org", "v=spf1 a:v1.void-bench.org a:v2.void-bench.org a:v3.void-bench.org -all");
        spf(zone, "ptr-bench.org", "v=spf1 ptr -all");
        zone.add("10.2.0.192.in-addr.arpa", "PTR", "host.ptr-bench.org");
        zone.add("host.ptr-bench.org", "A", "192.0.2.10");
        spf(zone, "badpolicy-bench.org", ours + "-all");
        for (String host : List.of("helo.good-bench.org", "mail.none-bench.org")) {
            zone.add(host, "A", "192.0.2.10");
        }
        spf(zone, "helo.good-bench.org", "v=spf1 a -all");
        dmarc(zone, "good-bench.org", "v=DMARC1; p=reject; rua=mailto:d@good-bench.org");
        dmarc(zone, "soft-bench.org", "v=DMARC1; p=none");
        dmarc(zone, "strict-bench.org", "v=DMARC1; p=reject; adkim=s; aspf=s");
        dmarc(zone, "perm-bench.org", "v=DMARC1; p=reject");
        dmarc(zone, "many-bench.org", "v=DMARC1; p=quarantine");
        dmarc(zone, "macro-bench.org", "v=DMARC1; p=quarantine");
        dmarc(zone, "redirect-bench.org", "v=DMARC1; p=reject");
        dmarc(zone, "mx-bench.org", "v=DMARC1; p=reject");
        dmarc(zone, "neutral-bench.org", "v=DMARC1; p=reject");
        dmarc(zone, "sp-bench.org", "v=DMARC1; p=reject; sp=none");
        dmarc(zone, "quarantine-bench.org", "v=DMARC1; p=quarantine");
        dmarc(zone, "ptr-bench.org", "v=DMARC1; p=reject");
        dmarc(zone, "badpolicy-bench.org", "v=DMARC1; p=whatever");
        for (String domain : DOMAINS) {
            if (!domain.equals("temp-bench.org")) {
                keys(zone, domain, keys);
            }
        }
        return zone;
    }

    private static void keys(Zone zone, String domain, Map<String, KeyPair> keys) {
        String rsa = DkimKey.record(keys.get("r2048").getPublic());
        keys.forEach((selector, key) -> key(zone, selector, domain, DkimKey.record(key.getPublic())));
        key(zone, "revoked", domain, "v=DKIM1; p=");
        key(zone, "testing", domain, rsa + "; t=y");
        key(zone, "narrow", domain, rsa + "; t=s");
        key(zone, "sha1only", domain, rsa + "; h=sha1");
        key(zone, "web", domain, rsa + "; s=web");
        key(zone, "broken", domain, "v=DKIM1; p=MIIBIjANBgkq");
        zone.add("slow._domainkey." + domain, "SERVFAIL", "");
    }

    private static void key(Zone zone, String selector, String domain, String record) {
        zone.add(selector + "._domainkey." + domain, "TXT", record);
    }

    private static void spf(Zone zone, String domain, String record) {
        zone.add(domain, "TXT", record);
    }

    private static void dmarc(Zone zone, String domain, String record) {
        zone.add("_dmarc." + domain, "TXT", record);
    }
}
