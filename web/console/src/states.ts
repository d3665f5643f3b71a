// Tone of every state word that the API knows (ui.md section 3). Words come from the server ("statusZh", "stateZh") or
// from shell.states; the tone gives colour and icon.
export type Tone = 'blue' | 'green' | 'yellow' | 'red' | 'black' | 'gray';

const tones: Record<string, Tone> = {
    // organisations and applications
    draft: 'gray',
    awaiting_party: 'blue',
    submitted: 'blue',
    pending: 'blue',
    pending_review: 'blue',
    first_review: 'blue',
    awaiting_second: 'blue',
    second_review: 'blue',
    approved: 'green',
    rejected: 'red',
    to_complete: 'yellow',
    withdrawn: 'gray',
    suspended: 'black',
    cancelled: 'black',
    deregistered: 'black',
    trial: 'blue',
    // filings
    published: 'green',
    correction_pending: 'blue',
    change_pending: 'blue',
    superseded: 'gray',
    historical: 'gray',
    disabled: 'black',
    retired: 'black',
    deleted: 'black',
    // codes and batches
    empty: 'gray',
    allocated: 'green',
    bound: 'blue',
    active: 'blue',
    in_transit: 'blue',
    in_stock: 'blue',
    sold: 'green',
    returned: 'yellow',
    frozen: 'black',
    recalled: 'black',
    void: 'black',
    voided: 'black',
    // certificates and keys
    valid: 'green',
    no_end: 'green',
    expiring: 'yellow',
    expired: 'red',
    revoked: 'black',
    // messages that leave
    waiting: 'blue',
    sent: 'green',
    dead: 'red',
    open: 'blue',
    used: 'gray',
};
/** A member's account is "active" in green, unlike a code. */
const byObject: Record<string, Record<string, Tone>> = {
    import: { waiting: 'blue', reading: 'blue', ready: 'yellow', storing: 'blue', done: 'green', failed: 'red' },
    importRow: { fresh: 'green', changed: 'blue', same: 'gray', wrong: 'red', stored: 'green' },
    member: { active: 'green', suspended: 'black' },
    invitation: { open: 'blue', accepted: 'green', withdrawn: 'gray', expired: 'yellow' },
    box: { open: 'blue', closed: 'green', unpacked: 'gray' },
    assembly: { standing: 'green', bare: 'blue', undone: 'gray' },
    stockOut: { sent: 'blue', received: 'green', differing: 'yellow', settled: 'green', cancelled: 'black' },
    stockIn: { scanning: 'blue', submitted: 'green', differing: 'yellow', settled: 'green', undone: 'gray' },
    sale: { in_progress: 'blue', completed: 'green', returned: 'yellow', voided: 'black' },
    return: { restocked: 'green', inspecting: 'yellow', scrapped: 'black' },
    stocktake: { counting: 'blue', finished: 'green' },
    customer: { waiting: 'blue', filled: 'green', erased: 'gray' },
    drum: { whole: 'blue', partly: 'yellow', usedUp: 'gray' },
    feedback: { received: 'yellow', processing: 'blue', replied: 'green' },
    key: { valid: 'green', expired: 'gray', revoked: 'gray' },
};

export function toneOf(state: string, object?: string): Tone {
    return (object ? byObject[object]?.[state] : undefined) ?? tones[state] ?? 'gray';
}
