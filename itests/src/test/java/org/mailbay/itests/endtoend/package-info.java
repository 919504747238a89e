/** What users, strangers and operators see of the assembled server, over real sockets. */
@NullMarked
package org.mailbay.itests.endtoend;

import org.jspecify.annotations.NullMarked;
