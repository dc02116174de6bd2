package bad.sight.io.redoubt.topic;

import io.redoubt.session.SessionStoreFactory;

/** Features do not see each other, also where one carries the events of the other. */
interface TopicSeesSession {
    SessionStoreFactory bad();
}
