------------------------------- MODULE Quorate -------------------------------
(***************************************************************************)
(* How Quorate keeps at most one instance of a group running: records that *)
(* are compared and set, a gate before every pod, a finalizer behind it,   *)
(* evidence before every new claim, room allotted before it.               *)
(*                                                                         *)
(* Java that does the same is named in brackets; SpecTest looks whether it *)
(* is there. Two things are wider here, so that what holds here holds for  *)
(* every policy:                                                           *)
(*   - any eligible owner may be the successor ([Succession.of]);          *)
(*   - a held claim may be released at any time ([Tenure.of]: for a reason,*)
(*     such as silence, lost quorum, failback, a relocation).              *)
(*                                                                         *)
(* An operator looks, decides and writes. Between any two of these, and in *)
(* the midst of looking, anything may happen. A write that was decided on  *)
(* an object names it as its guard (its resourceVersion). As soon as       *)
(* somebody else writes the guard, the waiting write is struck out: that   *)
(* is what the API server's 409 or failed JSON Patch test amounts to, and  *)
(* needs no version numbers, which would make the states endless.          *)
(*                                                                         *)
(* Broken names rules that are left out: the mutants.                      *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, TLC

CONSTANTS
    Groups, Nodes, Operators,   \* model values; every node is an owner of every group
    NoNode, Idle,               \* model values
    MaxPods,                    \* pods a group's controller makes in all
    MaxEpoch,                   \* no claim beyond this epoch
    MaxClaims,                  \* claims of all groups together, those of the beginning included
    MaxBoot,                    \* boots of a node; each node starts in boot 2
    MaxFaults,                  \* crashes, cuts and deletions by users, in all
    Exclusive,                  \* whether the groups exclude each other on a node
    Beginnings,                 \* of {"fresh", "active"}: what a group may be at first
    Old,                        \* of {"group", "nodes"}: what may have been read before the rest, see Look
    MaxOld,                     \* how many objects that were read so may have changed when the rest is read
    InOrder,                    \* whether only the first rule that has something to do is asked, as Planner does
    MaxLate,                    \* how many steps are taken late, after a pause of the operator; Always: any, see Round
    Always,                     \* model value
    Taints,                     \* whether people set the out-of-service taint, and nothing fences
    PostsFirst,                 \* whether a booted kubelet renews its Lease before it starts pods
    Broken                      \* names of rules that are left out

On(rule) == rule \notin Broken

Uids == 1..MaxPods

VARIABLES
    rec,    \* group records [GroupRecord]: what the operators know for good
    alloc,  \* node records [NodeRecord]: epoch allotted to each group on each node, 0 for none
    pods,   \* pod objects as the API server has them [PodSight]
    fence,  \* the last NodeFence asked for by a group for a node [FenceSight]
    node,   \* a node: what it is, and what the API server shows of it [NodeSight]
    kub,    \* what a pod is to the kubelet of its node: "none", "known", "runs"
    op,     \* an operator: Idle, a snapshot it has read, or a step it is about to take
    faults, \* how many faults there have been
    late,   \* how many steps have been taken late, if that is bounded
    wrong   \* what was done that must never be done

vars == <<rec, alloc, pods, fence, node, kub, op, faults, late, wrong>>

-----------------------------------------------------------------------------
(* Values *)

NoInstance == [st |-> "no", node |-> NoNode, epoch |-> 0, boot |-> 0]
NoPod      == [ph |-> "none", node |-> NoNode, held |-> FALSE, del |-> FALSE, forced |-> FALSE, proof |-> FALSE]
GatedPod   == [NoPod EXCEPT !.ph = "gated"]
GonePod(n) == [NoPod EXCEPT !.ph = "gone", !.node = n]
FirstBoot  == 2
OldFence   == [boot |-> 1, covers |-> {}, st |-> "done"]   \* one of an earlier boot is always left over

Max(a, b) == IF a > b THEN a ELSE b

(* [GroupRecord.unsettled]: everything that may be running *)
Unsettled(r) == {u \in Uids : r.inst[u].st \in {"admitted", "stopping"}}
(* [GroupRecord.rightful]: let through under the claim that rules now *)
Rightful(r, u) == r.held /\ r.inst[u].epoch = r.epoch /\ r.inst[u].node = r.node
ClaimsLeft(g) == rec[g].epoch < MaxEpoch /\ Cardinality(UNION {{<<h, e>> : e \in 1..rec[h].epoch} : h \in Groups}) < MaxClaims
(* [NodeSight]: a node with its record and its fences, as an operator reads them. *)
Sight(n) == [heard |-> node[n].heard, boot |-> node[n].posted, taint |-> node[n].taint,
             alloc |-> alloc[n], fence |-> fence[n]]
Sights == [n \in Nodes |-> Sight(n)]
(* [Quorum.Rule.MAJORITY] *)
Quorate(w) == 2 * Cardinality({n \in Nodes : w[n].heard}) > Cardinality(Nodes)

Guard(what, g, x) == <<what, g, x>>
RecordOf(g)  == Guard("record", g, 0)
PodOf(g, u)  == Guard("pod", g, u)
NodeOf(n)    == Guard("node", n, 0)
Unguarded    == Guard("nothing", NoNode, 0)

(* The operators after a write of this object: who was about to write it on an older state has been outrun. *)
Outrun(ops, guard) ==
    [o \in Operators |-> IF ops[o] # Idle /\ ops[o].k # "seen" /\ ops[o].guard = guard THEN Idle ELSE ops[o]]

(* A deleted object goes as soon as no finalizer keeps it and nothing is left for a kubelet to finish. *)
Kept(p) == IF p.del /\ ~p.held /\ (p.forced \/ p.proof \/ p.ph # "bound") THEN GonePod(p.node) ELSE p
Deleted(p) == Kept([p EXCEPT !.del = TRUE, !.forced = p.forced \/ p.ph # "bound"])

-----------------------------------------------------------------------------
(* The beginning: groups not started yet, or active and calm *)

ActiveRecord(n) ==
    [epoch |-> 1, held |-> TRUE, node |-> n,
     inst |-> [u \in Uids |-> IF u = 1 THEN [st |-> "admitted", node |-> n, epoch |-> 1, boot |-> 0] ELSE NoInstance]]
FreshRecord == [epoch |-> 0, held |-> FALSE, node |-> NoNode, inst |-> [u \in Uids |-> NoInstance]]

Init ==
    \E place \in [Groups -> Nodes \cup {NoNode}] :
        /\ "fresh" \notin Beginnings => \A g \in Groups : place[g] # NoNode
        /\ "active" \notin Beginnings => \A g \in Groups : place[g] = NoNode
        /\ Exclusive => \A g, h \in Groups : g # h /\ place[g] # NoNode => place[g] # place[h]
        /\ rec = [g \in Groups |-> IF place[g] = NoNode THEN FreshRecord ELSE ActiveRecord(place[g])]
        /\ alloc = [n \in Nodes |-> [g \in Groups |-> IF place[g] = n THEN 1 ELSE 0]]
        /\ pods = [g \in Groups |-> [u \in Uids |->
                IF u # 1 THEN NoPod
                ELSE IF place[g] = NoNode THEN GatedPod
                ELSE [NoPod EXCEPT !.ph = "bound", !.node = place[g], !.held = TRUE]]]
        /\ kub = [g \in Groups |-> [u \in Uids |-> IF u = 1 /\ place[g] # NoNode THEN "runs" ELSE "none"]]
        /\ fence = [n \in Nodes |-> [g \in Groups |-> OldFence]]
        /\ node = [n \in Nodes |-> [st |-> "up", boot |-> FirstBoot, posted |-> FirstBoot, heard |-> TRUE, taint |-> "no"]]
        /\ op = [o \in Operators |-> Idle]
        /\ faults = 0
        /\ late = 0
        /\ wrong = {}

-----------------------------------------------------------------------------
(***************************************************************************)
(* What an operator may do, having read a group's record r and pods p, and *)
(* the nodes w with their records and fences ([Planner.plan]). A step is a *)
(* value, as in Java ([Step]): kind, group, pod or node, guard.            *)
(***************************************************************************)

Write(g, why, next, quorate) ==
    [k |-> "write", g |-> g, why |-> why, next |-> next, quorate |-> quorate,
     guard |-> IF On("record compare-and-set") THEN RecordOf(g) ELSE Unguarded]
OnPod(k, g, u) == [k |-> k, g |-> g, u |-> u, guard |-> PodOf(g, u)]
Allot(g, n, w, e) ==
    [k |-> "allot", n |-> n, next |-> [w[n].alloc EXCEPT ![g] = e],
     guard |-> IF On("node record compare-and-set") THEN NodeOf(n) ELSE Unguarded]

WithInstance(r, u, i) == [r EXCEPT !.inst[u] = i]

(* [Settlement.settle], [StopProof.shows]: what proves that an instance has stopped. *)
Evident(g, r, p, w, u) ==
    LET i == r.inst[u]
        n == i.node
        deleted == p[u].del \/ p[u].ph = "gone"
        f == w[n].fence[g]
        neverBound == p[u].ph \in {"gated", "open"} /\ (p[u].del \/ ~On("deleted before never-bound counts"))
        stopProof == p[u].del /\ p[u].proof
        fenced ==
            /\ deleted
            /\ f.st = "done"
            /\ On("fence covers the pod") => u \in f.covers
            /\ On("fence of the boot of the deletion") => i.boot = f.boot
            /\ ~(w[n].heard /\ w[n].boot = f.boot)
        outOfService ==
            /\ Taints /\ deleted /\ ~w[n].heard
            /\ w[n].taint = "set"
            /\ i.boot = w[n].boot
    IN \/ neverBound
       \/ stopProof
       \/ fenced
       \/ outOfService
       \/ ~On("silence is no evidence") /\ deleted /\ ~w[n].heard

(* [Settlement.of]: what is proven goes into the record, before anything else is done about it. *)
SettlementSteps(g, r, p, w) ==
    {Write(g, "Evidence", WithInstance(r, u, [r.inst[u] EXCEPT !.st = "stopped"]), TRUE) :
        u \in {u \in Unsettled(r) : Evident(g, r, p, w, u)}}
    \cup
    \* A pod held, not admitted yet, and deleted: its end is recorded too, so that a slower operator's claim fails.
    {Write(g, "Evidence", WithInstance(r, u, [NoInstance EXCEPT !.st = "stopped"]), TRUE) :
        u \in {u \in Uids : r.inst[u].st = "no" /\ p[u].held /\ p[u].del /\ p[u].ph \in {"gated", "open"}}}
    \cup
    \* [Settlement.declaredOff]: the deletion is noted together with the boot that it was found in.
    {Write(g, "Stopping",
           WithInstance(r, u, [r.inst[u] EXCEPT !.st = "stopping", !.boot = w[r.inst[u].node].boot]), TRUE) :
        u \in {u \in Unsettled(r) :
                /\ p[u].del \/ p[u].ph = "gone" \/ ~On("deleted before the fence")
                /\ ~w[r.inst[u].node].heard
                /\ r.inst[u].boot # w[r.inst[u].node].boot}}

(* [Tenure.of]: the claim is released; what runs under it is then stopped. *)
TenureSteps(g, r) ==
    IF r.held /\ ClaimsLeft(g) THEN {Write(g, "Released", [r EXCEPT !.held = FALSE], TRUE)} ELSE {}

(* [Stopping.steps]: what has no right to run is deleted; what is recorded as stopped is let go. *)
StoppingSteps(g, r, p, w) ==
    {OnPod("DeletePod", g, u) : u \in {u \in Unsettled(r) :
        p[u].ph \in {"gated", "open", "bound"} /\ ~p[u].del /\ ~Rightful(r, u)}}
    \cup
    UNION {LET finished == p[u].forced \/ (p[u].ph = "bound" /\ w[p[u].node].heard)
           IN IF ~finished /\ p[u].del THEN {OnPod("ForceDeletePod", g, u)}
              ELSE IF p[u].held THEN {OnPod("LetPodGo", g, u)} ELSE {}
           : u \in {u \in Uids :
                p[u].ph \in {"gated", "open", "bound"} /\
                (\/ r.inst[u].st = "stopped"
                 \/ ~On("evidence before the finalizer goes") /\ u \in Unsettled(r) /\ Evident(g, r, p, w, u))}}

(* [Fencing.steps]: asked for only when the deletion is recorded; covers the pods deleted by then, and no other. *)
FencingSteps(g, r, p, w) ==
    {[k |-> "AskFence", g |-> g, n |-> n, guard |-> Unguarded,
      f |-> [boot |-> w[n].boot, st |-> "asked",
             covers |-> {u \in Unsettled(r) : r.inst[u].node = n /\ r.inst[u].boot # 0}]]
     : n \in {n \in Nodes :
        /\ ~Taints /\ ~w[n].heard
        /\ \E u \in Unsettled(r) :
            /\ r.inst[u].node = n /\ r.inst[u].boot # 0
            /\ ~(w[n].fence[g].boot = w[n].boot /\ u \in w[n].fence[g].covers)}}

(* [NodeUpkeep.withdrawals]: room that no claim of the group backs any more. *)
WithdrawalSteps(g, r, w) ==
    {Allot(g, n, w, 0) : n \in {n \in Nodes :
        /\ w[n].alloc[g] # 0
        /\ w[n].alloc[g] <= r.epoch \/ ~On("epoch given up before its room is withdrawn")
        /\ ~(r.held /\ r.node = n)
        /\ \A u \in Unsettled(r) : r.inst[u].node # n}}

(* [NodeUpkeep.givenUp]: room for a claim that is not made after all; the claim of a slower operator must fail. *)
GivenUpSteps(g, r, w) ==
    IF Exclusive /\ ~r.held /\ \E n \in Nodes : w[n].alloc[g] > r.epoch
    THEN {Write(g, "GivenUp", [r EXCEPT !.epoch = r.epoch + 1], TRUE)} ELSE {}

(* [Hindrances.serves], [Succession.unfit]: heard of, no fence of the present boot, not tainted. *)
Eligible(w, n) ==
    /\ w[n].heard
    /\ w[n].taint = "no"
    /\ \A h \in Groups : w[n].fence[h].boot # w[n].boot
(* [Capacity.bar], [Constraints.bar] *)
Room(g, w, n) == Exclusive => \A h \in Groups \ {g} : w[n].alloc[h] = 0

(* [Hindrances.inTheWay]: what must be proven stopped first; an admitted pod at the gate too: a late patch may open it. *)
InTheWay(r, p) ==
    IF On("evidence before a claim")
    THEN IF On("admitted pods are taken back") THEN Unsettled(r) ELSE {u \in Unsettled(r) : p[u].ph # "gated"}
    ELSE {}
Before(r, p) == IF On("evidence before a successor") THEN InTheWay(r, p) ELSE {u \in InTheWay(r, p) : ~p[u].del}

Admitted(r, p, u, n, e) ==
    [r EXCEPT !.inst = [v \in Uids |->
        IF v = u THEN [st |-> "admitted", node |-> n, epoch |-> e, boot |-> 0]
        ELSE IF r.inst[v].st = "stopped" /\ p[v].ph = "gone" THEN NoInstance ELSE r.inst[v]]]

(* [Starting.steps], [Starting.room]: hold, allot, claim and admit, open; one at a time, each durable before the next. *)
StartingSteps(g, r, p, w) ==
    LET candidates == {u \in Uids : p[u].ph = "gated" /\ ~p[u].del
                        /\ (r.inst[u].st = "no" \/ (~On("admitted pods are taken back") /\ ~Rightful(r, u)))}
        epoch == IF On("epoch grows") THEN r.epoch + 1 ELSE Max(r.epoch, 1)
        Claims(u, n) ==
            IF w[n].alloc[g] = epoch \/ ~On("room before a claim")
            THEN {Write(g, "Claimed",
                        [Admitted(r, p, u, n, epoch) EXCEPT !.epoch = epoch, !.held = TRUE, !.node = n], Quorate(w))}
            ELSE IF Room(g, w, n) THEN {Allot(g, n, w, epoch)} ELSE {}
        begin ==
            UNION {IF ~p[u].held THEN {OnPod("HoldPod", g, u)}
                   ELSE IF r.held
                   THEN IF Eligible(w, r.node) /\ Before(r, p) = {}
                        THEN {Write(g, "Admitted", Admitted(r, p, u, r.node, r.epoch), TRUE)} ELSE {}
                   ELSE IF InTheWay(r, p) = {} /\ epoch <= MaxEpoch /\ ClaimsLeft(g)
                   THEN UNION {Claims(u, n) : n \in {n \in Nodes : Eligible(w, n)}} ELSE {}
                   : u \in candidates}
        goOn ==
            UNION {IF w[r.node].alloc[g] = r.epoch \/ ~On("room before a claim")
                   THEN {[k |-> "OpenGate", g |-> g, u |-> u, n |-> r.node, e |-> r.epoch,
                          guard |-> IF On("version tested at the opening") THEN PodOf(g, u) ELSE Unguarded]}
                   ELSE {Allot(g, r.node, w, r.epoch)}
                   : u \in {u \in Uids :
                        /\ p[u].ph = "gated" /\ ~p[u].del /\ p[u].held
                        /\ IF On("claim before the gate opens") THEN u \in Unsettled(r) /\ Rightful(r, u) ELSE r.held
                        /\ Eligible(w, r.node)}}
    IN IF ~Quorate(w) /\ On("quorum before a claim") THEN {}
       ELSE goOn \cup (IF Cardinality(candidates) = 1 THEN begin ELSE {})

(* [ApiException.overtaken]: what the API server would refuse is left out, its guard being older than the object. *)
Current(g, r, p, w, s) ==
    CASE s.guard = RecordOf(g) -> r = rec[g]
      [] s.guard[1] = "pod" -> p[s.u] = pods[g][s.u]
      [] s.guard[1] = "node" -> w[s.n].alloc = alloc[s.n] /\ \A h \in Groups : w[s.n].fence[h].boot = fence[s.n][h].boot
      [] OTHER -> TRUE

(* [Planner.steps]: the first rule that has something to do, or, where the order is open, any; and Tenure. *)
Steps(g, r, p, w) ==
    LET settle == SettlementSteps(g, r, p, w)
        stop == StoppingSteps(g, r, p, w)
        ask == FencingSteps(g, r, p, w)
        withdraw == WithdrawalSteps(g, r, w)
        start == StartingSteps(g, r, p, w)
        giveUp == GivenUpSteps(g, r, w)
        steps == IF ~InOrder THEN settle \cup stop \cup ask \cup withdraw \cup start \cup giveUp
                 ELSE IF settle # {} THEN settle
                 ELSE IF stop # {} THEN stop
                 ELSE IF ask # {} THEN ask
                 ELSE IF withdraw # {} THEN withdraw
                 ELSE IF start # {} THEN start
                 ELSE giveUp
    IN {s \in steps \cup TenureSteps(g, r) : Current(g, r, p, w, s)}

-----------------------------------------------------------------------------
(***************************************************************************)
(* What a step does ([Actor.take]) once it reaches the API server. After it*)
(* the operators are as in ops, less those that it has outrun.             *)
(***************************************************************************)

(* [Step.WriteRecord], [GroupRecords.write]: compare-and-set. *)
WriteRecord(s, ops) ==
    /\ s.k = "write"
    /\ rec' = [rec EXCEPT ![s.g] = s.next]
    /\ op' = Outrun(ops, RecordOf(s.g))
    /\ wrong' = wrong \cup (IF s.why = "Claimed" /\ ~s.quorate THEN {"claimed without quorum"} ELSE {})
                      \cup (IF s.why \in {"Claimed", "GivenUp"} /\ s.next.epoch # rec[s.g].epoch + 1
                            THEN {"epoch did not grow by one"} ELSE {})
    /\ UNCHANGED <<alloc, pods, fence, node, kub, faults>>

(* [Step.WriteNodeRecord], [NodeRecords.write]: compare-and-set. Without it, what others wrote is lost. *)
WriteNodeRecord(s, ops) ==
    /\ s.k = "allot"
    /\ alloc' = [alloc EXCEPT ![s.n] = s.next]
    /\ op' = Outrun(ops, NodeOf(s.n))
    /\ UNCHANGED <<rec, pods, fence, node, kub, faults, wrong>>

WritePod(s, ops, p) ==
    /\ pods' = [pods EXCEPT ![s.g][s.u] = p]
    /\ op' = Outrun(ops, PodOf(s.g, s.u))
    /\ UNCHANGED <<rec, alloc, fence, node, kub, faults>>

Target(s) == pods[s.g][s.u]

(* [Step.HoldPod], [PodPatch.hold] *)
HoldPod(s, ops) == s.k = "HoldPod" /\ WritePod(s, ops, [Target(s) EXCEPT !.held = TRUE]) /\ UNCHANGED wrong

(* [Step.DeletePod], [Actor.delete]: uid and resourceVersion as preconditions *)
DeletePod(s, ops) == s.k = "DeletePod" /\ WritePod(s, ops, Deleted(Target(s))) /\ UNCHANGED wrong

(* [Step.ForceDeletePod], [Actor.delete]: grace 0 *)
ForceDeletePod(s, ops) ==
    s.k = "ForceDeletePod" /\ WritePod(s, ops, Kept([Target(s) EXCEPT !.forced = TRUE])) /\ UNCHANGED wrong

(* [Step.LetPodGo], [PodPatch.letGo] *)
LetPodGo(s, ops) == s.k = "LetPodGo" /\ WritePod(s, ops, Kept([Target(s) EXCEPT !.held = FALSE])) /\ UNCHANGED wrong

(* [Step.OpenGate], [PodPatch.open]: tests uid, resourceVersion and gate *)
OpenGate(s, ops) ==
    /\ s.k = "OpenGate" /\ Target(s).ph = "gated"
    /\ WritePod(s, ops, [Target(s) EXCEPT !.ph = "open", !.held = TRUE, !.node = s.n])
    /\ LET r == rec[s.g] IN
       wrong' = wrong \cup
            (IF r.epoch = s.e /\ s.u \in Unsettled(r) /\ r.inst[s.u].epoch = s.e THEN {}
             ELSE {"opened under a claim that does not rule"})

(* [Step.AskFence], [FenceRequest.of], and the boot noted in the node's record before it: [NodeRecord.fencing] *)
AskFence(s, ops) ==
    /\ s.k = "AskFence"
    /\ fence' = [fence EXCEPT ![s.n][s.g] = s.f]
    /\ op' = Outrun(ops, NodeOf(s.n))
    /\ UNCHANGED <<rec, alloc, pods, node, kub, faults, wrong>>

Take(s, ops) ==
    \/ WriteRecord(s, ops) \/ WriteNodeRecord(s, ops) \/ HoldPod(s, ops) \/ OpenGate(s, ops)
    \/ DeletePod(s, ops) \/ ForceDeletePod(s, ops) \/ LetPodGo(s, ops) \/ AskFence(s, ops)

-----------------------------------------------------------------------------
(***************************************************************************)
(* The operators. Each looks, decides and acts ([GroupReconciler.rounds]); *)
(* between any two of these anything may happen, and then it acts late. An *)
(* operator that is killed, or whose call is lost, needs no action of its  *)
(* own: the same comes of it as of one that has not decided yet.           *)
(***************************************************************************)

Idlers == {o \in Operators : op[o] = Idle}
Unbounded == MaxLate = Always
MayPause == IF Unbounded THEN TRUE ELSE late + Cardinality(Operators \ Idlers) < MaxLate
Late == late' = IF Unbounded THEN 0 ELSE late + 1

(* Idle operators are alike. *)
Pauses(k) == Idlers # {} /\ MayPause /\ op' = [op EXCEPT ![CHOOSE o \in Idlers : TRUE] = k]

(* [Observer.observe], begun: the group's record and pods, or the nodes with their records and fences. *)
Look(g) ==
    /\ \/ "group" \in Old /\ Pauses([k |-> "seen", g |-> g, part |-> "group", r |-> rec[g], p |-> pods[g]])
       \/ "nodes" \in Old /\ Pauses([k |-> "seen", g |-> g, part |-> "nodes", w |-> Sights])
    /\ UNCHANGED <<rec, alloc, pods, fence, node, kub, faults, late, wrong>>

(* [Observer.observe], ended, and [Planner.plan]. Java reads the record first, then the pods, then the nodes. *)
Decided(seen) ==
    CASE seen.part = "group" -> UNION {Steps(seen.g, seen.r, p, Sights) : p \in {seen.p, pods[seen.g]}}
      [] seen.part = "nodes" -> Steps(seen.g, rec[seen.g], pods[seen.g], seen.w)

(* How much of what was read is not so any more; bounds the model. *)
Changed(seen) ==
    IF seen.part = "nodes" THEN Cardinality({n \in Nodes : seen.w[n] # Sight(n)})
    ELSE Cardinality({u \in Uids : seen.p[u] # pods[seen.g][u]}) + (IF seen.r = rec[seen.g] THEN 0 ELSE 1)
NotTooOld == \A o \in Operators : op[o] # Idle /\ op[o].k = "seen" => Changed(op[o]) <= MaxOld

(* [Planner.plan], on what is so now, or on what was read at the Look *)
Decide ==
    /\ \/ \E g \in Groups : \E s \in Steps(g, rec[g], pods[g], Sights) : Pauses(s)
       \/ \E o \in Operators \ Idlers :
            op[o].k = "seen" /\ \E s \in Decided(op[o]) : op' = [op EXCEPT ![o] = s]
    /\ UNCHANGED <<rec, alloc, pods, fence, node, kub, faults, late, wrong>>

(* [Actor.take] *)
Act(o) ==
    /\ op[o] # Idle /\ op[o].k # "seen"
    /\ Take(op[o], [op EXCEPT ![o] = Idle])
    /\ Late

(* [GroupReconciler.rounds], without a pause: only where these are bounded, else Decide and Act do it. *)
Round(g) ==
    /\ ~Unbounded /\ Idlers # {}
    /\ \E s \in Steps(g, rec[g], pods[g], Sights) : Take(s, op)
    /\ UNCHANGED late

Operator == (\E g \in Groups : Look(g) \/ Round(g)) \/ Decide \/ (\E o \in Operators : Act(o))

-----------------------------------------------------------------------------
(* The cluster *)

(* A pod of a Deployment is replaced as soon as it is deleted, one of a StatefulSet when its object is gone. *)
CreatePod(g) ==
    /\ \E u \in Uids :
        /\ pods[g][u].ph = "none"
        /\ \A v \in Uids : v < u => pods[g][v].del \/ pods[g][v].ph = "gone"
        /\ pods' = [pods EXCEPT ![g][u] = GatedPod]
    /\ UNCHANGED <<rec, alloc, fence, node, kub, op, faults, late, wrong>>

(* The scheduler; the API server binds no deleted pod. Which node, the gate's opening has said. *)
Bind(g, u) ==
    /\ pods[g][u].ph = "open" /\ ~pods[g][u].del
    /\ pods' = [pods EXCEPT ![g][u].ph = "bound"]
    /\ op' = Outrun(op, PodOf(g, u))
    /\ UNCHANGED <<rec, alloc, fence, node, kub, faults, late, wrong>>

(* kubectl delete pod, an eviction, a drain *)
UserDeletes(g, u) ==
    /\ faults < MaxFaults
    /\ pods[g][u].ph \in {"gated", "open", "bound"} /\ ~pods[g][u].del
    /\ faults' = faults + 1
    /\ pods' = [pods EXCEPT ![g][u] = Deleted(pods[g][u])]
    /\ op' = Outrun(op, PodOf(g, u))
    /\ UNCHANGED <<rec, alloc, fence, node, kub, late, wrong>>

(* A kubelet hears of a pod bound to it: new, or found there after a boot. *)
KubeletSees(g, u) ==
    LET n == pods[g][u].node IN
    /\ pods[g][u].ph = "bound" /\ ~pods[g][u].del /\ kub[g][u] = "none"
    /\ node[n].st = "up"
    /\ PostsFirst => node[n].posted = node[n].boot
    /\ kub' = [kub EXCEPT ![g][u] = "known"]
    /\ UNCHANGED <<rec, alloc, pods, fence, node, op, faults, late, wrong>>

(* It starts it, perhaps late: after the node was cut off, after the deletion that it has not heard of. *)
KubeletStarts(g, u) ==
    /\ kub[g][u] = "known" /\ node[pods[g][u].node].st # "off"
    /\ kub' = [kub EXCEPT ![g][u] = "runs"]
    /\ UNCHANGED <<rec, alloc, pods, fence, node, op, faults, late, wrong>>

(* It has stopped every container of a deleted pod, and says so ([StopProof]). *)
KubeletStops(g, u) ==
    /\ \/ pods[g][u].ph = "bound" /\ pods[g][u].del /\ ~pods[g][u].proof
       \/ pods[g][u].ph = "gone" /\ kub[g][u] # "none"
    /\ node[pods[g][u].node].st = "up"
    /\ kub' = [kub EXCEPT ![g][u] = "none"]
    /\ pods' = [pods EXCEPT ![g][u] = IF @.ph = "gone" THEN @ ELSE Kept([@ EXCEPT !.proof = TRUE])]
    /\ op' = Outrun(op, PodOf(g, u))
    /\ UNCHANGED <<rec, alloc, fence, node, faults, late, wrong>>

SwitchedOff(n) ==
    kub' = [g \in Groups |-> [u \in Uids |-> IF pods[g][u].node = n THEN "none" ELSE kub[g][u]]]

Crash(n) ==
    /\ faults < MaxFaults /\ node[n].st # "off"
    /\ faults' = faults + 1
    /\ node' = [node EXCEPT ![n].st = "off"]
    /\ SwitchedOff(n)
    /\ UNCHANGED <<rec, alloc, pods, fence, op, late, wrong>>

(* Cut off from the API server, or hung: it runs on, and nothing is heard of it. *)
Cut(n) ==
    /\ faults < MaxFaults /\ node[n].st = "up"
    /\ faults' = faults + 1
    /\ node' = [node EXCEPT ![n].st = "cut"]
    /\ UNCHANGED <<rec, alloc, pods, fence, kub, op, late, wrong>>

Resume(n) ==
    /\ node[n].st = "cut"
    /\ node' = [node EXCEPT ![n].st = "up"]
    /\ UNCHANGED <<rec, alloc, pods, fence, kub, op, faults, late, wrong>>

Boot(n) ==
    /\ node[n].st = "off" /\ node[n].boot < MaxBoot
    /\ node' = [node EXCEPT ![n].st = "up", ![n].boot = node[n].boot + 1]
    /\ UNCHANGED <<rec, alloc, pods, fence, kub, op, faults, late, wrong>>

(* The Lease is renewed ([Heartbeats.read]), the boot id posted ([Nodes.machine]). *)
Post(n) ==
    /\ node[n].st = "up"
    /\ ~node[n].heard \/ node[n].posted # node[n].boot
    /\ node' = [node EXCEPT ![n].heard = TRUE, ![n].posted = node[n].boot,
                            ![n].taint = IF node[n].taint = "no" THEN "no" ELSE "contradicted"]
    /\ UNCHANGED <<rec, alloc, pods, fence, kub, op, faults, late, wrong>>

(* [NodeSight.silent]: for long enough. *)
Silence(n) ==
    /\ node[n].heard /\ node[n].st # "up"
    /\ node' = [node EXCEPT ![n].heard = FALSE]
    /\ UNCHANGED <<rec, alloc, pods, fence, kub, op, faults, late, wrong>>

(* Somebody who has seen that the silent machine is off says so ([OutOfService]). *)
Taint(n) ==
    /\ Taints /\ ~node[n].heard /\ node[n].st = "off" /\ node[n].taint = "no"
    /\ node' = [node EXCEPT ![n].taint = "set"]
    /\ UNCHANGED <<rec, alloc, pods, fence, kub, op, faults, late, wrong>>

(* A fence of another group, for other pods. Where there are two groups here, each asks for its own. *)
FenceByOthers(n, g) ==
    /\ Groups = {g} /\ ~Taints /\ ~node[n].heard /\ fence[n][g] = OldFence
    /\ fence' = [fence EXCEPT ![n][g] = [boot |-> node[n].posted, covers |-> {}, st |-> "asked"]]
    /\ UNCHANGED <<rec, alloc, pods, node, kub, op, faults, late, wrong>>
(* A fence switches the machine off, whatever boot it is in, and reports it later: it may be on again by then. *)
FenceActs(n, g) ==
    /\ fence[n][g].st = "asked"
    /\ fence' = [fence EXCEPT ![n][g].st = "acted"]
    /\ node' = [node EXCEPT ![n].st = "off"]
    /\ SwitchedOff(n)
    /\ UNCHANGED <<rec, alloc, pods, op, faults, late, wrong>>
FenceReports(n, g) ==
    /\ fence[n][g].st = "acted"
    /\ fence' = [fence EXCEPT ![n][g].st = "done"]
    /\ UNCHANGED <<rec, alloc, pods, node, kub, op, faults, late, wrong>>

-----------------------------------------------------------------------------
Cluster ==
    \/ \E g \in Groups : CreatePod(g)
    \/ \E g \in Groups, u \in Uids :
        Bind(g, u) \/ UserDeletes(g, u) \/ KubeletSees(g, u) \/ KubeletStarts(g, u) \/ KubeletStops(g, u)
    \/ \E n \in Nodes : Crash(n) \/ Cut(n) \/ Resume(n) \/ Boot(n) \/ Post(n) \/ Silence(n) \/ Taint(n)
    \/ \E n \in Nodes, g \in Groups : FenceByOthers(n, g) \/ FenceActs(n, g) \/ FenceReports(n, g)

Next == Operator \/ Cluster

Spec == Init /\ [][Next]_vars

(* Operators, nodes and groups are alike. *)
Symmetry == Permutations(Operators) \cup Permutations(Nodes) \cup Permutations(Groups)

-----------------------------------------------------------------------------
(* What must hold *)

Runs(g) == {u \in Uids : kub[g][u] = "runs"}

(* Invariant 1: of a group at most one instance really runs. *)
AtMostOne == \A g \in Groups : Cardinality(Runs(g)) <= 1

(* The same for what could still be started by a kubelet: it has heard of it, or will. *)
CanRun(g, u) == kub[g][u] # "none" \/ (pods[g][u].ph = "bound" /\ ~pods[g][u].del)
AtMostOneCanRun == \A g \in Groups : Cardinality({u \in Uids : CanRun(g, u)}) <= 1

(* Invariant 2: a claim is made only by a quorate group, a gate opened only under the claim that rules. *)
QuorumFirst == "claimed without quorum" \notin wrong
NoStaleOpening == "opened under a claim that does not rule" \notin wrong

(* Invariant 3: by one with each claim, and with each that is given up. *)
EpochsGrowByOne == "epoch did not grow by one" \notin wrong

(* Invariant 4: what is said to be suspended has stopped and will not start. *)
Suspended(g) == ~rec[g].held /\ Unsettled(rec[g]) = {}
SuspendedMeansStopped == \A g \in Groups, u \in Uids : Suspended(g) => ~CanRun(g, u)

(* The record knows every instance before it exists, and the object stays until the record knows that it has stopped. *)
Known ==
    \A g \in Groups, u \in Uids :
        /\ pods[g][u].ph \in {"open", "bound"} => rec[g].inst[u].st # "no"
        /\ pods[g][u].ph = "gone" => u \notin Unsettled(rec[g])

(* Groups that exclude each other: never two claims on one node, never two instances. *)
Occupies(g, n) == (rec[g].held /\ rec[g].node = n) \/ \E u \in Uids : CanRun(g, u) /\ pods[g][u].node = n
Apart == Exclusive => \A n \in Nodes : Cardinality({g \in Groups : Occupies(g, n)}) <= 1

-----------------------------------------------------------------------------
(* Invariant 6, progress: "never" of what must be possible; the test wants each of these to be violated. *)

NeverActive == \A g \in Groups : Runs(g) = {}
NeverMoved == \A g \in Groups : \A u \in Runs(g) : pods[g][u].node = rec[g].node => rec[g].epoch < 2
NeverFailedOver ==
    \A g \in Groups, n \in Nodes : fence[n][g].st = "done" /\ fence[n][g].covers # {} /\ node[n].st = "off" => Runs(g) = {}
=============================================================================
