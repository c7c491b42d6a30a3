/** Jobs that workers on any machine do, by way of a message broker (AMQP 0-9-1, RabbitMQ). */
@NullMarked
package io.absnas.search.remote;

import org.jspecify.annotations.NullMarked;
