package io.quorate.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What goes wrong in a soak, and when: the same for the same seed. */
final class SoakPlan {

    /** Who is struck. */
    enum Victim {
        NODE, OPERATOR, GROUP, CLUSTER
    }

    /** What happens, and to whom; how long it lasts at most, and how often it happens beside the others. */
    enum Trouble {
        NODE_CRASHES(Victim.NODE, 40, 6), NODE_HANGS(Victim.NODE, 40, 5), NODE_REBOOTS(Victim.NODE, 1,
                4), NODE_IS_DELETED(Victim.NODE, 30, 1), NODE_IS_CORDONED(Victim.NODE, 20,
                        2), OPERATOR_IS_KILLED(Victim.OPERATOR, 10, 2), OPERATOR_IS_PAUSED(Victim.OPERATOR, 30,
                                2), POD_IS_DELETED(Victim.GROUP, 1, 2), POD_IS_FORCED(Victim.GROUP, 1,
                                        2), GROUP_IS_MOVED(Victim.GROUP, 1, 3), API_SERVER_IS_AWAY(Victim.CLUSTER, 15,
                                                1), ETCD_RESTARTS(Victim.CLUSTER, 5, 1);

        final Victim victim;
        private final int longest;
        private final int weight;

        Trouble(Victim victim, int longest, int weight) {
            this.victim = victim;
            this.longest = longest;
            this.weight = weight;
        }
    }

    /** @param number of the victim, from 0 */
    record Event(Duration at, Trouble trouble, int number, Duration lasts) {

        Duration ends() { return at.plus(lasts); }
    }

    private static final int PAUSE_MS = 3000;

    private final Random random;
    private final Map<Victim, Integer> victims;
    private final Map<String, Duration> busy = new HashMap<>();

    private SoakPlan(long seed, Map<Victim, Integer> victims) {
        random = new Random(seed);
        this.victims = victims;
    }

    /** Nobody is struck by two things at once, and a third of the nodes at most. */
    static List<Event> of(long seed, Duration lasts, int nodes, int operators, int groups) {
        var victims = new EnumMap<Victim, Integer>(Map.of(Victim.NODE, nodes, Victim.OPERATOR, operators, Victim.GROUP,
                groups, Victim.CLUSTER, 1));
        return new SoakPlan(seed, victims).events(lasts);
    }

    private List<Event> events(Duration lasts) {
        var events = new ArrayList<Event>();
        var now = Duration.ZERO;
        while (now.compareTo(lasts) < 0) {
            var trouble = any();
            var number = random.nextInt(victims.get(trouble.victim));
            var event = new Event(now, trouble, number, Duration.ofSeconds(1L + random.nextInt(trouble.longest)));
            if (free(event)) {
                busy.put(trouble.victim + " " + number, event.ends());
                events.add(event);
            }
            now = now.plusMillis(random.nextInt(PAUSE_MS));
        }
        return List.copyOf(events);
    }

    private Trouble any() {
        var all = Trouble.values();
        var left = random.nextInt(List.of(all).stream().mapToInt(t -> t.weight).sum());
        for (var trouble : all) {
            left -= trouble.weight;
            if (left < 0) {
                return trouble;
            }
        }
        throw new IllegalStateException();
    }

    private boolean free(Event event) {
        busy.values().removeIf(until -> until.compareTo(event.at()) <= 0);
        var struck = busy.keySet().stream().filter(k -> k.startsWith(Victim.NODE.name())).count();
        return !busy.containsKey(event.trouble().victim + " " + event.number())
                && (event.trouble().victim != Victim.NODE || 3 * (struck + 1) <= victims.get(Victim.NODE));
    }
}
