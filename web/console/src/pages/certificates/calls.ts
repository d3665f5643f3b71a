// Certificates, reports and qualifications of an organisation.
import { http, type Page, type Query } from '@/api/client';

export const types = [
    'ccc',
    'production_licence',
    'type_test_report',
    'factory_report',
    'conformity',
    'business_licence',
    'iso',
    'organic',
    'food_circulation',
    'other',
] as const;

export interface Certificate {
    id: string;
    type: string;
    typeZh?: string;
    name: string;
    number: string;
    issuer: string;
    validFrom: string;
    validTo?: string | null;
    documents: string[];
    products: string[];
    public: boolean;
    state?: 'valid' | 'expiring' | 'expired' | 'no_end' | string;
    daysLeft?: number;
    version?: string;
}
export type CertificateBody = Pick<Certificate, 'type' | 'number' | 'documents' | 'products' | 'public'> &
    Partial<Pick<Certificate, 'name' | 'issuer' | 'validFrom'>> & { validTo?: string; version?: string };

const certificates = '/api/v1/certificates';
const at = encodeURIComponent;
export const listCertificates = (query: Query) => http.get<Page<Certificate>>(certificates, query);
export const addCertificate = (body: CertificateBody) => http.post<Certificate>(certificates, body);
export const changeCertificate = (id: string, body: CertificateBody) =>
    http.put<Certificate>(`${certificates}/${at(id)}`, body);
export const removeCertificate = (id: string) => http.delete<void>(`${certificates}/${at(id)}`);

/** Nothing empty is sent. */
export function bodyOf(one: Certificate): CertificateBody {
    const body: CertificateBody = {
        type: one.type,
        number: one.number.trim(),
        documents: one.documents,
        products: one.products,
        public: one.public,
    };
    if (one.name?.trim()) body.name = one.name?.trim();
    if (one.issuer?.trim()) body.issuer = one.issuer?.trim();
    if (one.validFrom) body.validFrom = one.validFrom;
    if (one.validTo) body.validTo = one.validTo;
    if (one.version) body.version = one.version;
    return body;
}
export const emptyCertificate = (): Certificate => ({
    id: '',
    type: 'ccc',
    name: '',
    number: '',
    issuer: '',
    validFrom: '',
    validTo: '',
    documents: [],
    products: [],
    public: true,
});
/** Which purpose the server checks its files by. */
export function purposeOf(type: string): string {
    if (type === 'type_test_report' || type === 'factory_report') return 'report';
    return ['ccc', 'production_licence', 'conformity'].includes(type) ? 'certificate' : 'qualification';
}
