// Addresses of stored files.
export function documentUrl(id: string, size?: 'thumb' | 'view'): string {
    return `/documents/${encodeURIComponent(id)}${size ? `?size=${size}` : ''}`;
}
