import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: SubscriberState","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/SubscriberState.md","filePath":"api/index/type-aliases/SubscriberState.md"}');
const _sfc_main = { name: "api/index/type-aliases/SubscriberState.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / SubscriberState</p><h1 id="type-alias-subscriberstate" tabindex="-1">Type Alias: SubscriberState <a class="header-anchor" href="#type-alias-subscriberstate" aria-label="Permalink to &quot;Type Alias: SubscriberState&quot;">​</a></h1><blockquote><p><strong>SubscriberState</strong> = <code>&quot;ok&quot;</code> | <code>&quot;lengthened&quot;</code> | <code>&quot;thinned&quot;</code> | <code>&quot;skipped&quot;</code></p></blockquote><p><code>lengthened</code>: gets longer messages than it wants because it lags; <code>thinned</code>: gets fewer planes than it wants, too; <code>skipped</code>: gets no audio until it has caught up.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/SubscriberState.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const SubscriberState = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  SubscriberState as default
};
