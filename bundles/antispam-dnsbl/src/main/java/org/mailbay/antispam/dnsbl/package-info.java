/** Lists of addresses in the domain name system (RFC 5782). Start at {@link org.mailbay.antispam.dnsbl.DnsblStage}. */
@NullMarked
package org.mailbay.antispam.dnsbl;

import org.jspecify.annotations.NullMarked;
