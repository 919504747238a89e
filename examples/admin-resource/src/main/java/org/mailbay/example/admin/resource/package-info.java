/** An example of a part of the admin API. Start at {@link org.mailbay.example.admin.resource.NoticeResource}. */
@NullMarked
package org.mailbay.example.admin.resource;

import org.jspecify.annotations.NullMarked;
