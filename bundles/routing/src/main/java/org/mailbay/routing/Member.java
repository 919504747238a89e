package org.mailbay.routing;

/**
 * One member of a group or list.
 *
 * @param rule number of the group or list
 * @param address as {@link Names#key}
 */
record Member(long rule, String address) {}
