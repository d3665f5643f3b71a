export default {
    contacts: 'Whom to ask',
    platform: 'This platform: {contact}',
    programme: 'Programme',
    who: 'Who',
    phones: 'Telephone',
    joining: 'How to join',
    marking: 'How codes are marked',
    platforms: 'Other platforms',
    operator: ' ({name})',
    again: 'Try again',
};
