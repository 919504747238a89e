package org.mailbay.antispam.dnsbl;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The table {@code [antispam.dnsbl.NAME]}: a list of addresses. */
@Component(
        service = AddressList.class,
        configurationPid = "antispam.dnsbl",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AddressList.Config.class, factory = true)
public final class AddressList {
    /** What an operator can set. */
    @ObjectClassDefinition(name = "DNS list", description = "A list of addresses in the domain name system.")
    public @interface Config {
        @AttributeDefinition(description = "The name below which addresses are looked up, such as zen.example.org.")
        String zone();

        @AttributeDefinition(
                description = "Points of who is listed; below zero speaks for it.",
                min = "-1000",
                max = "1000")
        double points() default 3;

        @AttributeDefinition(description = "Whether who is listed is refused.")
        boolean refuse() default false;

        @AttributeDefinition(
                description = "Whether it lists the good ones: they get the points, and no other list refuses them.")
        boolean allow() default false;

        @AttributeDefinition(
                description = "Answers that count, such as 127.0.0.2, 127.0.0.4-7 or, with points, 127.0.0.10-11=1.5;"
                        + " none: every answer.")
        String[] codes() default {};
    }

    /** What a list says of an address. */
    enum State {
        LISTED,
        NOT_LISTED,
        /** It does not answer, or nothing that can be believed. */
        UNKNOWN
    }

    /**
     * What a list says of an address.
     *
     * @param code the answer that counts; empty when there is none
     * @param why for people, when it is {@link State#UNKNOWN}
     */
    record Finding(AddressList list, State state, double points, String code, boolean authentic, String why) {}

    private static final Pattern ZONE =
            Pattern.compile("(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)*[a-z0-9-]{2,63}");

    /** Longest zone: an IPv6 address takes 64 chars of a name's 253. */
    private static final int MAX_ZONE = 180;

    private final String name;
    private final String zone;
    private final boolean refuses;
    private final boolean allows;
    private final Codes codes;

    @Activate
    public AddressList(Config config, Map<String, Object> properties) {
        String pid = String.valueOf(properties.get(Constants.SERVICE_PID));
        name = pid.substring(pid.indexOf('~') + 1);
        zone = config.zone().toLowerCase(Locale.ROOT);
        if (!ZONE.matcher(zone).matches() || zone.length() > MAX_ZONE) {
            throw new IllegalArgumentException("[antispam.dnsbl." + name + "] zone is no name");
        }
        allows = config.allow();
        refuses = config.refuse() && !allows;
        codes = new Codes(config.codes(), allows ? -Math.abs(config.points()) : config.points());
    }

    String name() {
        return name;
    }

    String zone() {
        return zone;
    }

    boolean refuses() {
        return refuses;
    }

    boolean allows() {
        return allows;
    }

    /** Looks an address up. */
    Finding find(InetAddress address, Resolver dns) {
        Answer answer = dns.ask(Reversed.of(address) + "." + zone, RecordType.A);
        if (answer.isNothing()) {
            return new Finding(this, State.NOT_LISTED, 0, "", answer.authentic(), "");
        }
        if (answer.status() != Answer.Status.FOUND) {
            return unknown("does not answer");
        }
        for (DnsRecord.Address found : answer.records(DnsRecord.Address.class)) {
            byte[] code = found.address().getAddress();
            if (code.length == 4 && code[0] == 127 && code[1] == -1 && code[2] == -1) {
                return unknown("refuses our questions (" + found.address().getHostAddress() + ")");
            }
            OptionalDouble points = codes.points(found.address());
            if (points.isPresent()) {
                return listed(found.address(), points.getAsDouble(), answer, dns);
            }
        }
        return new Finding(this, State.NOT_LISTED, 0, "", answer.authentic(), "");
    }

    /** RFC 5782 §5: a list that has 127.0.0.1 in it lists the world: it is out of order, or its domain was sold. */
    private Finding listed(InetAddress code, double points, Answer answer, Resolver dns) {
        Answer never = dns.ask("1.0.0.127." + zone, RecordType.A);
        if (never.status() == Answer.Status.FOUND) {
            return unknown("lists everybody");
        }
        return new Finding(this, State.LISTED, points, code.getHostAddress(), answer.authentic(), "");
    }

    private Finding unknown(String why) {
        return new Finding(this, State.UNKNOWN, 0, "", false, why);
    }
}
