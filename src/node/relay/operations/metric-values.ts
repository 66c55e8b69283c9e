/** A sample of a metric, as prom-client's registry writes it. */
export interface MetricValue {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly metricName?: string;
}

/** As Prometheus names them. */
export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary';

/** Adds a metric whose values are read when it is scraped. */
export type AddMetric = (type: MetricType, name: string, help: string, values: () => readonly MetricValue[]) => void;

/** The only sample of a metric. */
export const one = (value: number, labels: MetricValue['labels'] = {}): readonly MetricValue[] => [{ value, labels }];

/** A sample for each entry, whose key is the label. */
export const byLabel = (label: string, counts: Readonly<Record<string, number>>): readonly MetricValue[] =>
  Object.entries(counts).map(([key, value]) => ({ value, labels: { [label]: key } }));
