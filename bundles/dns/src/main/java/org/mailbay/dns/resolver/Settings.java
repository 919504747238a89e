package org.mailbay.dns.resolver;

import java.time.Duration;

/**
 * Bounds.
 *
 * @param timeout for one server to answer once
 * @param tries rounds over all servers
 * @param deadline for a question, whatever it takes
 * @param answerBytes longest message taken
 * @param records most records of a message
 * @param aliases longest chain of CNAMEs
 * @param exchanges most messages sent for one question
 */
record Settings(
        Duration timeout, int tries, Duration deadline, int answerBytes, int records, int aliases, int exchanges) {}
