package bad.sight.io.redoubt.ratelimit;

import io.redoubt.lettuce.LettuceDriverProvider;

/** A feature does not know which driver carries it. */
interface RateLimitSeesLettuce {
    LettuceDriverProvider bad();
}
