package org.mailbay.dns.resolver;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Configuration of {@link DnsResolver}. */
@ObjectClassDefinition(name = "DNS", description = "Whom the server asks for names, and what it believes.")
@interface Config {
    /** Whom to ask. */
    @AttributeDefinition(
            description = "Resolving DNS servers, as address, address:port or [IPv6 address]:port; asked in this order."
                    + " Empty: those of resolvConf.",
            required = false)
    String[] servers() default {};

    /** The system's. */
    @AttributeDefinition(description = "File that names the system's DNS servers; read again when it changes.")
    String resolvConf() default "/etc/resolv.conf";

    /** Who checks. */
    @AttributeDefinition(
            description =
                    "DNSSEC: validate checks signatures here; trust-ad believes the servers, which must then be on"
                            + " this machine or reached safely; off proves nothing.",
            options = {
                @Option(label = "validate", value = "validate"),
                @Option(label = "trust-ad", value = "trust-ad"),
                @Option(label = "off", value = "off")
            })
    String dnssec() default "validate";

    /** More trust. */
    @AttributeDefinition(
            description =
                    "Further trust anchors, as lines of DS or DNSKEY records. The root's are built in; lines of the root"
                            + " replace them.",
            required = false)
    String[] anchors() default {};

    /** Less trust. */
    @AttributeDefinition(
            description = "Names at and below which nothing is validated, such as an internal domain.",
            required = false)
    String[] unproved() default {};

    /** Own answers. */
    @AttributeDefinition(
            description =
                    "Fixed answers, as lines such as \"one.test. 300 MX 10 mx.one.test.\"; *.one.test is every name"
                            + " below. A name that has a line is never asked for.",
            required = false)
    String[] fixed() default {};

    /** Own answers, believed. */
    @AttributeDefinition(description = "Fixed answers that count as proved by DNSSEC.", required = false)
    String[] fixedAuthentic() default {};

    /** One try. */
    @AttributeDefinition(description = "How long one server may take for one answer.", min = "50", max = "30000")
    int timeoutMillis() default 2500;

    /** Rounds. */
    @AttributeDefinition(description = "How many rounds over all servers are made.", min = "1", max = "10")
    int tries() default 2;

    /** All of it. */
    @AttributeDefinition(
            description = "How long a question may take, with all tries, aliases and proofs.",
            min = "100",
            max = "120000")
    int deadlineMillis() default 12000;

    /** At a time. */
    @AttributeDefinition(description = "Most questions that are looked into at a time.", min = "1", max = "10000")
    int concurrent() default 200;

    /** Size. */
    @AttributeDefinition(description = "Longest answer taken, in bytes.", min = "1232", max = "65535")
    int answerBytes() default 32768;

    /** Number. */
    @AttributeDefinition(description = "Most records of an answer.", min = "10", max = "5000")
    int records() default 500;

    /** Chain. */
    @AttributeDefinition(description = "Most aliases (CNAME) one after another.", min = "0", max = "50")
    int aliases() default 10;

    /** Work. */
    @AttributeDefinition(
            description = "Most messages sent for one question, its proofs included.",
            min = "1",
            max = "1000")
    int exchanges() default 80;

    /** Cache. */
    @AttributeDefinition(description = "Most answers remembered.", min = "0", max = "1000000")
    int cacheEntries() default 20000;

    /** Least. */
    @AttributeDefinition(description = "What was found is remembered at least so long.", min = "0", max = "3600")
    int minTtlSeconds() default 5;

    /** Most. */
    @AttributeDefinition(description = "What was found is remembered at most so long.", min = "0", max = "604800")
    int maxTtlSeconds() default 86400;

    /** Most for nothing. */
    @AttributeDefinition(
            description = "What is known not to exist is remembered at most so long.",
            min = "0",
            max = "86400")
    int maxNothingTtlSeconds() default 3600;

    /** Failures. */
    @AttributeDefinition(description = "A failure is remembered so long.", min = "0", max = "300")
    int failureSeconds() default 5;

    /** End. */
    @AttributeDefinition(description = "How long questions that run are waited for at the end.", min = "0", max = "60")
    int drainSeconds() default 5;
}
