/** The search of ProxylessNAS: paths of a supernet, drawn by architecture parameters. */
@NullMarked
package io.absnas.search.proxyless;

import org.jspecify.annotations.NullMarked;
